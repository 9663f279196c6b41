#include "netseam/report/packed_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::report {
namespace {

constexpr std::uint16_t missing = 65535;
constexpr std::uint8_t not_known = 255;

std::string base64_of_bytes(std::span<const std::uint8_t> bytes) {
  constexpr char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) word = word << 8 | (k < left ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= left ? digit[word >> (18 - 6 * k) & 63U] : '=';
  }
  return text;
}

}  // namespace

double PackedValues::value(std::size_t index) const noexcept {
  return code[index] == missing ? std::numeric_limits<double>::quiet_NaN() : low + code[index] * step();
}

PackedValues pack_values(std::span<const double> values) {
  PackedValues packed;
  bool any = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    packed.low = any ? std::min(packed.low, value) : value;
    packed.high = any ? std::max(packed.high, value) : value;
    any = true;
  }
  const double step = packed.step();
  for (const double value : values) {
    if (!std::isfinite(value))
      packed.code.push_back(missing);
    else
      packed.code.push_back(step > 0 ? static_cast<std::uint16_t>(
                                           std::clamp(std::round((value - packed.low) / step), 0.0, 65534.0))
                                     : std::uint16_t{0});
  }
  return packed;
}

PackedEnd pack_end(const PackedValues& values, std::span<const double> end, BracketEnd which) {
  const double sign = which == BracketEnd::lower ? 1 : -1;
  const auto width = [&](std::size_t i) { return std::max(0.0, sign * (values.value(i) - end[i])); };
  const auto known = [&](std::size_t i) { return std::isfinite(end[i]) && std::isfinite(values.value(i)); };
  double widest = 0;
  for (std::size_t i = 0; i < end.size(); ++i)
    if (known(i)) widest = std::max(widest, width(i));
  PackedEnd packed{widest / 254, {}};
  for (std::size_t i = 0; i < end.size(); ++i) {
    if (!known(i))
      packed.code.push_back(not_known);
    else
      packed.code.push_back(
          widest > 0 ? static_cast<std::uint8_t>(std::min(254.0, std::ceil(width(i) / packed.step)))
                     : std::uint8_t{0});
  }
  return packed;
}

std::string base64(std::span<const std::uint16_t> codes) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(2 * codes.size());
  for (const std::uint16_t code : codes) {
    bytes.push_back(static_cast<std::uint8_t>(code & 0xffU));
    bytes.push_back(static_cast<std::uint8_t>(code >> 8));
  }
  return base64_of_bytes(bytes);
}

std::string base64(std::span<const std::uint8_t> codes) { return base64_of_bytes(codes); }

}  // namespace netseam::report
