#pragma once
#include "array_layout.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// One entry of a safetensors header; offsets are bytes from the start of the data.
struct SafetensorsEntry {
  std::string name;
  std::string type_name;
  std::vector<std::size_t> shape;
  std::uint64_t begin = 0, end = 0;
};

/// What the header of a safetensors file says.
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  // in order of their offsets
  std::vector<std::string> stored_order;  // order_key of "__metadata__"; other metadata are passed over
};

/// Type of a safetensors dtype, ElementType::unsupported if layers cannot have it.
ElementType element_type_of_dtype(std::string_view dtype) noexcept;

/// Parses the JSON header and checks it against `data_bytes`, the bytes that follow it: known shape of JSON
/// (depth at most 3, no key twice, at most 64 axes), every tensor inside the data, its size = shape x element
/// size, no overlap and no bytes that belong to no tensor (as the format demands).
/// Errors: core::InputError naming `file`. Source: github.com/huggingface/safetensors, README, "Format".
SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t data_bytes,
                                           const std::string& file);

}  // namespace netseam::input
