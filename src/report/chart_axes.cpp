#include "chart_axes.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

std::vector<AxisTick> numbered(const std::vector<double>& values) {
  std::vector<AxisTick> ticks;
  for (const double value : values) ticks.push_back({value, fmt::format("{:.4g}", value)});
  return ticks;
}

}  // namespace

std::string chart_start(const char* kind, double width, double height, const std::string& label) {
  return fmt::format(
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" class="{0}" viewBox="0 0 {1:.0f} {2:.0f}" width="{1:.0f}" height="{2:.0f}" role="img" aria-label="{3}" font-family="sans-serif" font-size="11" fill="#222">)svg",
      kind, width, height, html_text(label));
}

std::string chart_text(double x, double y, const std::string& text, const std::string& attributes) {
  return fmt::format(R"svg(<text x="{:.1f}" y="{:.1f}"{}>{}</text>)svg", x, y, attributes, html_text(text));
}

std::vector<double> round_ticks(double low, double high, std::size_t most) {
  if (!(high > low) || most == 0) return {low};
  double step = std::pow(10, std::floor(std::log10((high - low) / static_cast<double>(most))));
  for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0}) {
    const double wide = factor * step;
    if (std::floor(high / wide + 1e-9) - std::ceil(low / wide - 1e-9) + 1 <= static_cast<double>(most)) {
      step = wide;
      break;
    }
  }
  std::vector<double> ticks;
  for (double k = std::ceil(low / step - 1e-9); k <= high / step + 1e-9; ++k)
    ticks.push_back(k * step + 0.0);  // no -0
  if (ticks.size() < 2) ticks = {low, high};
  return ticks;
}

std::string horizontal_axis(const ChartAxis& axis, double y, const std::string& title) {
  return horizontal_axis(axis, y, title, numbered(round_ticks(axis.low, axis.high, 6)));
}

std::string horizontal_axis(const ChartAxis& axis, double y, const std::string& title,
                            std::span<const AxisTick> ticks) {
  std::string text = fmt::format(R"svg(<path d="M{:.1f} {:.1f}h{:.1f}" fill="none" stroke="#999"/>)svg",
                                 axis.start, y, axis.length);
  for (const auto& tick : ticks)
    text +=
        fmt::format(R"svg(<path d="M{:.1f} {:.1f}v4" fill="none" stroke="#999"/>)svg", axis.at(tick.at), y) +
        chart_text(axis.at(tick.at), y + 16, tick.text, R"svg( text-anchor="middle")svg");
  return text + chart_text(axis.start, y + 32, title, R"svg( font-weight="bold")svg");
}

std::string vertical_axis(const ChartAxis& axis, double x, const std::string& title) {
  return vertical_axis(axis, x, title, numbered(round_ticks(axis.low, axis.high, 5)));
}

std::string vertical_axis(const ChartAxis& axis, double x, const std::string& title,
                          std::span<const AxisTick> ticks) {
  std::string text = fmt::format(R"svg(<path d="M{:.1f} {:.1f}v{:.1f}" fill="none" stroke="#999"/>)svg", x,
                                 axis.start, axis.length);
  for (const auto& tick : ticks)
    text +=
        fmt::format(R"svg(<path d="M{:.1f} {:.1f}h-4" fill="none" stroke="#999"/>)svg", x, axis.at(tick.at)) +
        chart_text(x - 6, axis.at(tick.at) + 4, tick.text, R"svg( text-anchor="end")svg");
  return text + chart_text(2, std::min(axis.start, axis.start + axis.length) - 8, title,
                           R"svg( font-weight="bold")svg");
}

}  // namespace netseam::report
