#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace netseam::store {

/// A float32 array to be written; `values` belong to the caller.
struct NamedTensor {
  std::string name;
  std::vector<std::size_t> shape;
  std::span<const float> values;  // row-major, as many as the product of the shape
};

/// A text of the file's `__metadata__`.
struct TensorMetadata {
  std::string key, text;
};

/// Writes arrays as one safetensors file, in the order given, with these texts, complete under `path` or not
/// at all. Makes the folder. Not collective. Throws core::InternalError where shape and values do not fit or
/// two have one name, core::ConfigError with path and reason where it cannot be written. Format: 8 bytes
/// length of the header (little-endian), a JSON header padded to 8 bytes, the values
/// (github.com/huggingface/safetensors).
void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors,
                       std::span<const TensorMetadata> metadata);

/// The metadata of a file whose arrays are layers, or weights, in the order of the network: the list of their
/// names, from which readers know it.
[[nodiscard]] TensorMetadata order_of_layers(std::span<const NamedTensor> tensors);

}  // namespace netseam::store
