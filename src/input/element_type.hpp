#pragma once
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::input {

/// Bytes of one element; 0 for `unsupported`.
std::size_t item_size(ElementType type) noexcept;

/// Converts out.size() stored elements to float32, rounding to nearest. `bytes` holds out.size() *
/// item_size(type) bytes, in the other byte order than this machine's if `swapped`. Values beyond float32
/// become infinities.
void convert(std::span<const std::byte> bytes, ElementType type, bool swapped, std::span<float> out);

/// Whether a type holds whole numbers; boolean counts.
bool is_integer(ElementType type) noexcept;

/// The same as convert() for whole numbers; uint64 beyond int64 wraps to a negative number.
void convert_integers(std::span<const std::byte> bytes, ElementType type, bool swapped,
                      std::span<std::int64_t> out);

/// IEEE 754 binary16 to binary32, exact, NaN and subnormal numbers included.
float float_of_half(std::uint16_t half) noexcept;

}  // namespace netseam::input
