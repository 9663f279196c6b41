#pragma once
#include <filesystem>

namespace netseam::artifact {

/// The kinds of files that stages make.
enum class ResultKind { layers, neurons, hierarchy, sculpt, train };

/// What a result file says that it is; nothing else of it is checked. Throws core::InputError for a file that
/// is no HDF5 file or of no such kind. Not collective.
[[nodiscard]] ResultKind result_kind(const std::filesystem::path& path);

}  // namespace netseam::artifact
