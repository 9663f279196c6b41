#include "static_map.hpp"

#include "group_text.hpp"
#include "map_parts.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

double cell_value(const MeasureTable& measure, std::size_t row, std::size_t column, std::size_t layers) {
  if (row == column) return measure.self.empty() ? 0 : measure.self[row];
  return measure.value[data::pair_index(std::min(row, column), std::max(row, column), layers)];
}

struct Frame {
  double left = 0, top = 0, side = 0, cell = 0;
  std::size_t layers = 0;
};

std::string border_lines(const MeasureTable& measure, const Frame& frame, bool labels) {
  std::string text;
  double last_label = -1000;
  const auto& groups = measure.segmentation;
  for (std::size_t k = 0; k < groups.border.size(); ++k) {
    const double at = static_cast<double>(groups.border[k]) * frame.cell;
    const double confidence =
        k < groups.confidence.size() && std::isfinite(groups.confidence[k]) ? groups.confidence[k] : 0.5;
    const double width = (labels ? 1.0 : 0.6) + (labels ? 2.0 : 1.0) * confidence;
    const std::string line = fmt::format("M{:.1f} {:.1f}h{:.1f}M{:.1f} {:.1f}v{:.1f}", frame.left,
                                         frame.top + at, frame.side, frame.left + at, frame.top, frame.side);
    text += fmt::format(
        R"svg(<g class="border" data-border="{}" fill="none"><path d="{}" stroke="#000" stroke-width="{:.2f}"/><path d="{}" stroke="#fff" stroke-width="{:.2f}"/></g>)svg",
        groups.border[k], line, width + 1.2, line, width);
    if (labels && at - last_label >= 32) {
      text += fmt::format(R"svg(<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>)svg",
                          frame.left + at, frame.top - 6, confidence_text(groups, k));
      last_label = at;
    }
  }
  return text;
}

std::string description(const CheckpointPage& checkpoint, const MeasureTable& measure) {
  return html_text(fmt::format("Heat map of {} between {} layers, checkpoint {}", title_with_unit(measure),
                               checkpoint.layer.size(), checkpoint.name));
}

}  // namespace

std::string static_map(const CheckpointPage& checkpoint, const MeasureTable& measure, const MapStyle& style) {
  const double names = style.labels ? label_room(checkpoint.layer) : 1;
  Frame frame{names, style.labels ? 22.0 : 1.0, style.side, 0, checkpoint.layer.size()};
  frame.cell = frame.side / static_cast<double>(frame.layers);
  const double legend_top = frame.top + frame.side + names + 4;
  const double width = frame.left + frame.side + (style.labels ? 20 : 1);
  const double height = style.id.empty() ? frame.top + frame.side + names : legend_top + 50;
  std::string text = fmt::format(
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" height="{1:.0f}" role="img" aria-label="{2}" font-family="sans-serif" font-size="11" fill="#222">)svg",
      width, height, description(checkpoint, measure));
  text += fmt::format(
      R"svg(<g transform="translate({:.1f} {:.1f}) scale({:.5f})" shape-rendering="crispEdges">{}</g>)svg",
      frame.left, frame.top, frame.cell,
      cell_paths(
          frame.layers, frame.layers,
          [&](std::size_t row, std::size_t column) { return cell_value(measure, row, column, frame.layers); },
          style.range));
  text += border_lines(measure, frame, style.labels);
  if (style.labels)
    text += row_labels(checkpoint.layer, frame.left - 5, frame.top, frame.cell) +
            column_labels(checkpoint.layer, frame.left, frame.top + frame.side + 5, frame.cell);
  if (!style.id.empty())
    text +=
        colour_legend(title_with_unit(measure), style.range, style.id, frame.left, legend_top, style.side);
  return text + "</svg>";
}

ColourRange shared_range(const PageModel& model, const std::string& measure) {
  ColourRange range{0, 0};
  bool any = false;
  const auto take = [&](double value) {
    if (!std::isfinite(value)) return;
    range.low = any ? std::min(range.low, value) : value;
    range.high = any ? std::max(range.high, value) : value;
    any = true;
  };
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure) {
      if (table.name != measure) continue;
      std::for_each(table.value.begin(), table.value.end(), take);
      std::for_each(table.self.begin(), table.self.end(), take);
      if (table.self.empty()) take(0);
    }
  return range;
}

}  // namespace netseam::report
