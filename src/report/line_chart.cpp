#include "line_chart.hpp"

#include "chart_axes.hpp"
#include "cluster_colours.hpp"
#include "group_text.hpp"
#include "map_parts.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

constexpr double left = 52, top = 24, height = 120, legend_row = 16;

std::string draw_line(const LineChart& chart, std::size_t which, const ChartAxis& across,
                      const ChartAxis& up) {
  const auto& line = chart.line[which];
  std::string path, dots;
  bool begun = false;
  for (std::size_t k = 0; k < line.value.size(); ++k) {
    if (!std::isfinite(line.value[k])) {
      begun = false;
      continue;
    }
    const double x = across.at(static_cast<double>(k)), y = up.at(line.value[k]);
    path += fmt::format("{}{:.1f} {:.1f}", begun ? "L" : "M", x, y);
    dots +=
        fmt::format(R"svg(<circle cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>)svg", x, y,
                    html_text(fmt::format("{}, {}: {:.4g}", chart.checkpoint[k], line.name, line.value[k])));
    begun = true;
  }
  return fmt::format(
      R"svg(<path class="line" d="{}" fill="none" stroke="{}" stroke-width="1.6"{}/><g fill="{}">{}</g>)svg",
      path, cluster_colour(which), line.dashed ? R"svg( stroke-dasharray="5 3")svg" : "",
      cluster_colour(which), dots);
}

std::string draw_legend(const LineChart& chart, double y) {
  std::string text;
  for (std::size_t k = 0; k < chart.line.size(); ++k, y += legend_row)
    text +=
        fmt::format(R"svg(<path d="M{:.1f} {:.1f}h22" stroke="{}" stroke-width="2.4"{}/>)svg", left, y - 4,
                    cluster_colour(k), chart.line[k].dashed ? R"svg( stroke-dasharray="5 3")svg" : "") +
        chart_text(left + 28, y, short_name(chart.line[k].name, 60));
  return text;
}

}  // namespace

std::string line_chart(const LineChart& chart) {
  double low = chart.low, high = chart.high;
  for (const auto& line : chart.line)
    for (const double value : line.value)
      if (std::isfinite(value)) {
        low = std::min(low, value);
        high = std::max(high, value);
      }
  const auto count = static_cast<double>(chart.checkpoint.size());
  const double width = std::clamp(60 * count, 160.0, 480.0);
  const ChartAxis across{-0.5, count - 0.5, left, width}, up{low, high, top + height, -height};
  const double below = top + height + label_room(chart.checkpoint) + 14;
  std::string text = chart_start(chart.kind, std::max(left + width + 20, 340.0),
                                 below + legend_row * static_cast<double>(chart.line.size()), chart.label);
  text += vertical_axis(up, left, chart.title);
  if (!chart.level_name.empty())
    text +=
        fmt::format(
            R"svg(<path class="level" d="M{:.1f} {:.1f}h{:.1f}" stroke="#b3261e" stroke-dasharray="3 3"/>)svg",
            left, up.at(chart.level), width) +
        chart_text(left + width, up.at(chart.level) - 4, chart.level_name,
                   R"svg( text-anchor="end" fill="#b3261e")svg");
  for (std::size_t k = 0; k < chart.line.size(); ++k) text += draw_line(chart, k, across, up);
  text += column_labels(chart.checkpoint, left, top + height + 6, width / count);
  return text + draw_legend(chart, below + 4) + "</svg>";
}

}  // namespace netseam::report
