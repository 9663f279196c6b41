#pragma once
#include "posix_file.hpp"

#include <filesystem>
#include <functional>

namespace netseam::store {

/// A file of one process that is complete under `path` or not there: `fill` writes it under another name.
/// Makes the folder. Not collective. Throws core::ConfigError with path and reason, and what `fill` throws.
void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const PosixFile& file)>& fill);

}  // namespace netseam::store
