#pragma once
// Frames of static charts, as pieces of SVG.
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::report {

/// A chart's opening tag. `kind`: its class; `label`: what a screen reader says, not escaped.
[[nodiscard]] std::string chart_start(const char* kind, double width, double height,
                                      const std::string& label);

/// Text at a place; `attributes` such as ` text-anchor="end"`. Escapes `text`.
[[nodiscard]] std::string chart_text(double x, double y, const std::string& text,
                                     const std::string& attributes = "");

/// Values on an axis: from `low` to `high` in user units from `start` on, `length` long (negative: upwards).
struct ChartAxis {
  double low = 0, high = 1, start = 0, length = 1;
  [[nodiscard]] double at(double value) const noexcept {
    return start + (high > low ? (value - low) / (high - low) : 0.5) * length;
  }
};

/// Round numbers in low .. high: multiples of 1, 2 or 5 times a power of ten, at most `most`, at least two
/// where high > low.
[[nodiscard]] std::vector<double> round_ticks(double low, double high, std::size_t most);

/// What stands at a place of an axis.
struct AxisTick {
  double at = 0;
  std::string text;
};

/// A horizontal axis at height `y` with round numbers, or `ticks`, below it and a title below these.
[[nodiscard]] std::string horizontal_axis(const ChartAxis& axis, double y, const std::string& title);
[[nodiscard]] std::string horizontal_axis(const ChartAxis& axis, double y, const std::string& title,
                                          std::span<const AxisTick> ticks);
/// A vertical axis at `x` with round numbers, or `ticks`, to its left and a title above it.
[[nodiscard]] std::string vertical_axis(const ChartAxis& axis, double x, const std::string& title);
[[nodiscard]] std::string vertical_axis(const ChartAxis& axis, double x, const std::string& title,
                                        std::span<const AxisTick> ticks);

}  // namespace netseam::report
