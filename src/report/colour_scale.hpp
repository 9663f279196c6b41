#pragma once
#include <array>
#include <cstddef>
#include <string>

namespace netseam::report {

/// Eleven even anchors of viridis, whose lightness grows evenly and which colour-blind readers can tell apart
/// (N. Smith, S. van der Walt, matplotlib 1.5; public domain).
inline constexpr std::array<const char*, 11> viridis{"#440154", "#482475", "#414487", "#355f8d",
                                                     "#2a788e", "#21918c", "#22a884", "#44bf70",
                                                     "#7ad151", "#bddf26", "#fde725"};
/// Where there is no value.
inline constexpr const char* no_value_colour = "#cccccc";

/// Colour "#rrggbb" at `position` in 0 .. 1 (clamped), linear between the anchors.
[[nodiscard]] std::string colour_at(double position);

/// What the colours of a figure stand for.
struct ColourRange {
  double low = 0, high = 1;
  /// 0 .. 1; 0.5 where all values are equal.
  [[nodiscard]] double position(double value) const noexcept {
    return high > low ? (value - low) / (high - low) : 0.5;
  }
};

}  // namespace netseam::report
