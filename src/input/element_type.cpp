#include "element_type.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>

namespace netseam::input {
namespace {

template <class T, class Out, class Convert>
void convert_as(std::span<const std::byte> bytes, bool swapped, std::span<Out> out, Convert to_out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::byte item[sizeof(T)];
    std::memcpy(item, bytes.data() + i * sizeof(T), sizeof(T));
    if (swapped) std::reverse(item, item + sizeof(T));
    T value;
    std::memcpy(&value, item, sizeof(T));
    out[i] = to_out(value);
  }
}

// a conversion of an out-of-range double to float is undefined in C++
float float_of_double(double value) noexcept {
  constexpr double largest = std::numeric_limits<float>::max();
  constexpr double rounds_to_infinity = 0x1.ffffffp+127;
  if (value > largest)
    return value < rounds_to_infinity ? static_cast<float>(largest) : std::numeric_limits<float>::infinity();
  if (value < -largest) return -float_of_double(-value);
  return static_cast<float>(value);
}

template <class T, class Out>
void convert_plain(std::span<const std::byte> bytes, bool swapped, std::span<Out> out) {
  convert_as<T>(bytes, swapped, out, [](T value) { return static_cast<Out>(value); });
}

// true if the type was one of whole numbers
template <class Out>
bool convert_whole(std::span<const std::byte> bytes, ElementType type, bool swapped, std::span<Out> out) {
  switch (type) {
    case ElementType::i8:
      convert_plain<std::int8_t>(bytes, swapped, out);
      return true;
    case ElementType::i16:
      convert_plain<std::int16_t>(bytes, swapped, out);
      return true;
    case ElementType::i32:
      convert_plain<std::int32_t>(bytes, swapped, out);
      return true;
    case ElementType::i64:
      convert_plain<std::int64_t>(bytes, swapped, out);
      return true;
    case ElementType::u8:
      convert_plain<std::uint8_t>(bytes, swapped, out);
      return true;
    case ElementType::u16:
      convert_plain<std::uint16_t>(bytes, swapped, out);
      return true;
    case ElementType::u32:
      convert_plain<std::uint32_t>(bytes, swapped, out);
      return true;
    case ElementType::u64:
      convert_plain<std::uint64_t>(bytes, swapped, out);
      return true;
    case ElementType::boolean:
      convert_as<std::uint8_t>(bytes, swapped, out,
                               [](std::uint8_t value) { return static_cast<Out>(value != 0); });
      return true;
    default:
      return false;
  }
}

}  // namespace

std::size_t item_size(ElementType type) noexcept {
  switch (type) {
    case ElementType::i8:
    case ElementType::u8:
    case ElementType::boolean:
      return 1;
    case ElementType::f16:
    case ElementType::bf16:
    case ElementType::i16:
    case ElementType::u16:
      return 2;
    case ElementType::f32:
    case ElementType::i32:
    case ElementType::u32:
      return 4;
    case ElementType::f64:
    case ElementType::i64:
    case ElementType::u64:
      return 8;
    case ElementType::unsupported:
      break;
  }
  return 0;
}

float float_of_half(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = half >> 10 & 0x1fU, fraction = half & 0x3ffU;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t widened = exponent == 0x1f ? 0xffU : exponent + (127 - 15);
  return std::bit_cast<float>(sign | widened << 23 | fraction << 13);
}

bool is_integer(ElementType type) noexcept {
  switch (type) {
    case ElementType::f16:
    case ElementType::bf16:
    case ElementType::f32:
    case ElementType::f64:
    case ElementType::unsupported:
      return false;
    default:
      return true;
  }
}

void convert(std::span<const std::byte> bytes, ElementType type, bool swapped, std::span<float> out) {
  assert(bytes.size() == out.size() * item_size(type));
  if (type == ElementType::f32 && !swapped) {
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
  } else if (type == ElementType::f32) {
    convert_plain<float>(bytes, swapped, out);
  } else if (type == ElementType::f64) {
    convert_as<double>(bytes, swapped, out, float_of_double);
  } else if (type == ElementType::f16) {
    convert_as<std::uint16_t>(bytes, swapped, out, float_of_half);
  } else if (type == ElementType::bf16) {
    convert_as<std::uint16_t>(bytes, swapped, out, [](std::uint16_t high) {
      return std::bit_cast<float>(static_cast<std::uint32_t>(high) << 16);
    });
  } else if (!convert_whole(bytes, type, swapped, out)) {
    throw core::InternalError("elements of an unsupported type were to be converted");
  }
}

void convert_integers(std::span<const std::byte> bytes, ElementType type, bool swapped,
                      std::span<std::int64_t> out) {
  assert(bytes.size() == out.size() * item_size(type));
  if (!convert_whole(bytes, type, swapped, out)) {
    throw core::InternalError("elements that are no whole numbers were to be converted");
  }
}

}  // namespace netseam::input
