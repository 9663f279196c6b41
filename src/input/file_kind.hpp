#pragma once
#include "file_bytes.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace netseam::input {

/// Formats of tensors that a file's first bytes tell.
enum class KnownStart { npy, zip, hdf5, other };
[[nodiscard]] KnownStart known_start(FileBytes& file);

/// Throws core::InputError, saying what it is and what to do, for a file that its first bytes, or else its
/// name, show to be of a kind that is often given in the place of tensors or labels: an empty file, a Git LFS
/// or git-annex pointer, a web page, a compressed file, a torch or pickle file, ONNX, GGUF, TensorFlow, ...
/// Reads at most 512 bytes and trusts none of them.
void refuse_foreign_kind(FileBytes& file);
void refuse_foreign_kind(const std::filesystem::path& path);

/// The same for a zip archive, by the names of its members, such as "model/data.pkl".
void refuse_foreign_archive(const std::string& file, std::span<const std::string> members);

}  // namespace netseam::input
