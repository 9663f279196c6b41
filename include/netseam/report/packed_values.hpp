#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace netseam::report {

/// Values in equal steps between the least and the largest: value = low + code * step. The code 65535 stands
/// for a value that is not finite. |value - unpacked| <= step / 2, and step = (largest - least) / 65534.
struct PackedValues {
  double low = 0, high = 0;
  std::vector<std::uint16_t> code;
  [[nodiscard]] double step() const noexcept { return (high - low) / 65534; }
  /// The value that a code stands for; NaN for 65535.
  [[nodiscard]] double value(std::size_t index) const noexcept;
};
[[nodiscard]] PackedValues pack_values(std::span<const double> values);

/// One end of a bracket around packed values: end = unpacked value -+ code * step. Rounded outwards, so that
/// the bracket that is shown holds the true one; 255 = not known. Up to `step` wider, step = widest / 254.
struct PackedEnd {
  double step = 0;
  std::vector<std::uint8_t> code;
};
enum class BracketEnd { lower, upper };
[[nodiscard]] PackedEnd pack_end(const PackedValues& values, std::span<const double> end, BracketEnd which);

/// Base64 (RFC 4648, section 4) of little-endian codes.
[[nodiscard]] std::string base64(std::span<const std::uint16_t> codes);
[[nodiscard]] std::string base64(std::span<const std::uint8_t> codes);

}  // namespace netseam::report
