#include "epoch_chart.hpp"

#include "chart_axes.hpp"
#include "cluster_colours.hpp"
#include "group_text.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

constexpr double left = 60, top = 24, width = 336, height = 150, legend_row = 16;
constexpr double line_apart = 0.5, dots_apart = 3;  // user units between what is drawn
constexpr std::size_t most_linear = 100;            // epochs on an even axis

/// Both axes, and what they do to a value first.
struct EpochAxes {
  ChartAxis across, up;
  bool log_epochs = false, log_values = false;

  [[nodiscard]] double x(std::size_t epoch) const {
    const auto number = static_cast<double>(epoch);
    return across.at(log_epochs ? std::log1p(number) : number);
  }
  [[nodiscard]] double y(double value) const { return up.at(log_values ? std::log10(value) : value); }
};

EpochAxes axes_of(const EpochChart& chart) {
  EpochAxes axes;
  std::size_t last = 1;
  double low = chart.low, high = chart.high, least = 0;
  bool any = low <= high;
  for (const auto& line : chart.line)
    for (const auto& point : line.point) {
      last = std::max(last, point.epoch);
      if (!std::isfinite(point.value)) continue;
      low = any ? std::min(low, point.value) : point.value;
      high = any ? std::max(high, point.value) : point.value;
      any = true;
    }
  least = low;
  axes.log_epochs = last > most_linear;
  axes.log_values = chart.spread && any && least > 0 && high / least > 100;
  if (axes.log_values) {
    low = std::floor(std::log10(least));
    high = std::ceil(std::log10(high));
  }
  const auto end = static_cast<double>(last);
  axes.across = {0, axes.log_epochs ? std::log1p(end) : end, left, width};
  axes.up = {low, high, top + height, -height};
  return axes;
}

/// 0, 1, 10, 100 and so on, up to the last epoch.
std::vector<AxisTick> epoch_ticks(const ChartAxis& axis) {
  std::vector<AxisTick> ticks{{0, "0"}};
  for (double epoch = 1; std::log1p(epoch) <= axis.high; epoch *= 10)
    ticks.push_back({std::log1p(epoch), fmt::format("{:.4g}", epoch)});
  return ticks;
}

/// Powers of ten, at most about seven of them.
std::vector<AxisTick> power_ticks(const ChartAxis& axis) {
  std::vector<AxisTick> ticks;
  const double step = std::max(1.0, std::ceil((axis.high - axis.low) / 6));
  for (double power = axis.low; power <= axis.high; power += step)
    ticks.push_back({power, fmt::format("1e{:.0f}", power)});
  return ticks;
}

std::string draw_line(const EpochLine& line, const EpochAxes& axes) {
  std::string path, dots;
  double drawn = -1, dotted = -1;
  bool begun = false;
  for (std::size_t k = 0; k < line.point.size(); ++k) {
    const auto& point = line.point[k];
    if (!std::isfinite(point.value)) {
      begun = false;
      continue;
    }
    const bool last = k + 1 == line.point.size();
    const double x = axes.x(point.epoch), y = axes.y(point.value);
    if (!begun || last || x - drawn >= line_apart) {
      path += fmt::format("{}{:.1f} {:.1f}", begun ? "L" : "M", x, y);
      drawn = x;
    }
    begun = true;
    if (point.saved.empty() || (!last && x - dotted < dots_apart)) continue;
    dots += fmt::format(R"svg(<circle cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>)svg", x, y,
                        html_text(fmt::format("{}, epoch {}: {:.4g}, saved as {}", line.name, point.epoch,
                                              point.value, point.saved)));
    dotted = x;
  }
  return fmt::format(
      R"svg(<path class="line" d="{}" fill="none" stroke="{}" stroke-width="1.4"{}><title>{}</title></path><g fill="{}">{}</g>)svg",
      path, cluster_colour(line.colour), line.dashed ? R"svg( stroke-dasharray="4 3")svg" : "",
      html_text(line.name), cluster_colour(line.colour), dots);
}

}  // namespace

std::string epoch_chart(const EpochChart& chart) {
  const EpochAxes axes = axes_of(chart);
  const auto named = static_cast<double>(std::ranges::count(chart.line, false, &EpochLine::dashed));
  double y = top + height + 54;
  std::string text = chart_start(chart.kind, left + width + 20, y + legend_row * named, chart.label);
  text += axes.log_epochs
              ? horizontal_axis(axes.across, top + height, "epoch, logarithmic", epoch_ticks(axes.across))
              : horizontal_axis(axes.across, top + height, "epoch");
  text += axes.log_values ? vertical_axis(axes.up, left, chart.title, power_ticks(axes.up))
                          : vertical_axis(axes.up, left, chart.title);
  for (const auto& line : chart.line) text += draw_line(line, axes);
  for (const auto& line : chart.line) {
    if (line.dashed) continue;
    text += fmt::format(R"svg(<path d="M{:.1f} {:.1f}h22" stroke="{}" stroke-width="2.4"/>)svg", left, y - 4,
                        cluster_colour(line.colour)) +
            chart_text(left + 28, y, short_name(line.name, 60));
    y += legend_row;
  }
  return text + "</svg>";
}

}  // namespace netseam::report
