#pragma once
#include "byte_source.hpp"

#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netseam::input {

/// Where and how an array lies in a sequence of bytes.
struct ArrayLayout {
  std::uint64_t offset = 0;
  std::vector<std::size_t> shape;  // C order
  ElementType type = ElementType::f32;
  bool fortran = false;  // first axis fastest
  bool swapped = false;  // the other byte order
};

/// Bytes of an array, nothing if that, or any row of it as float64, does not fit 63 bits. Axes of length 0 do
/// not hide the others.
std::optional<std::uint64_t> array_bytes(std::span<const std::size_t> shape, std::size_t item_size);

/// The work of TensorSource::read_rows for an array of known layout whose bytes array_bytes() has accepted
/// and which lies inside `source`. Throws core::InternalError if rows are not strictly ascending inside the
/// first axis.
void read_layout_rows(ByteSource& source, const ArrayLayout& layout, std::span<const std::size_t> rows,
                      std::span<float> out);

/// Throws core::InternalError unless `rows` and `out` fit a tensor as TensorSource::read_rows demands.
void check_request(std::span<const std::size_t> shape, std::span<const std::size_t> rows,
                   std::size_t out_size);

}  // namespace netseam::input
