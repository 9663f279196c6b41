#include "rectangle_map.hpp"

#include "group_text.hpp"
#include "map_parts.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

constexpr double largest_side = 560;

/// Where the cells lie.
struct Frame {
  double left = 0, top = 0, width = 0, height = 0, cell = 0;
};

/// White lines with a dark rim, thicker with confidence.
std::string border_lines(const data::Segmentation* groups, const char* axis, const Frame& frame) {
  std::string text;
  if (groups == nullptr) return text;
  const bool across = std::string_view(axis) == "rows";
  for (std::size_t k = 0; k < groups->border.size(); ++k) {
    const double at = static_cast<double>(groups->border[k]) * frame.cell;
    const double share =
        k < groups->confidence.size() && std::isfinite(groups->confidence[k]) ? groups->confidence[k] : 0.5;
    const double width = 1 + 2 * share;
    const std::string line =
        across ? fmt::format("M{:.1f} {:.1f}h{:.1f}", frame.left, frame.top + at, frame.width)
               : fmt::format("M{:.1f} {:.1f}v{:.1f}", frame.left + at, frame.top, frame.height);
    text += fmt::format(
        R"svg(<g class="border {}" data-border="{}" fill="none"><path d="{}" stroke="#000" stroke-width="{:.2f}"/><path d="{}" stroke="#fff" stroke-width="{:.2f}"/></g>)svg",
        axis, groups->border[k], line, width + 1.2, line, width);
  }
  return text;
}

std::string marks(const RectangleMap& map, const Frame& frame) {
  if (map.marked.empty()) return "";
  const double radius = std::clamp(frame.cell / 6, 1.0, 4.5);
  std::string text = R"svg(<g fill="#fff" stroke="#000" stroke-width="0.8">)svg";
  for (std::size_t row = 0; row < map.marked.size(); ++row) {
    if (map.marked[row] < 0) continue;
    text += fmt::format(
        R"svg(<circle class="nearest" data-row="{}" data-column="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>)svg",
        row, map.marked[row], frame.left + (static_cast<double>(map.marked[row]) + 0.5) * frame.cell,
        frame.top + (static_cast<double>(row) + 0.5) * frame.cell, radius);
  }
  return text + "</g>";
}

std::string axis_titles(const RectangleMap& map, const Frame& frame) {
  return fmt::format(
      R"svg(<text x="{:.1f}" y="{:.1f}" font-weight="bold">{}</text><text transform="translate(11 {:.1f}) rotate(-90)" text-anchor="end" font-weight="bold">{}</text>)svg",
      frame.left, frame.top - 7, html_text(short_name(map.columns.title, 2 * longest_name)), frame.top,
      html_text(short_name(map.rows.title, 2 * longest_name)));
}

}  // namespace

std::string rectangle_map(const RectangleMap& map) {
  const std::size_t rows = map.rows.name.size(), columns = map.columns.name.size();
  const double most = static_cast<double>(std::max(rows, columns));
  Frame frame;
  frame.cell = std::min(largest_side / most, 46.0);
  frame.left = 16 + label_room(map.rows.name);
  frame.top = 22;
  frame.width = frame.cell * static_cast<double>(columns);
  frame.height = frame.cell * static_cast<double>(rows);
  const double below = frame.top + frame.height + label_room(map.columns.name) + 4;
  // a narrow figure still has room for its titles
  const double legend_side = std::max(frame.width, 300.0);
  const double width = frame.left + legend_side + 20, height = std::max(below + 50, 170.0);
  std::string text = fmt::format(
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" class="{0}" viewBox="0 0 {1:.0f} {2:.0f}" width="{1:.0f}" height="{2:.0f}" role="img" aria-label="{3}" font-family="sans-serif" font-size="11" fill="#222">)svg",
      map.kind, width, height, html_text(map.label));
  text += fmt::format(
      R"svg(<g transform="translate({:.1f} {:.1f}) scale({:.5f})" shape-rendering="crispEdges">{}</g>)svg",
      frame.left, frame.top, frame.cell,
      cell_paths(
          rows, columns,
          [&](std::size_t row, std::size_t column) { return map.value[row * columns + column]; }, map.range));
  text += border_lines(map.rows.groups, "rows", frame) + border_lines(map.columns.groups, "columns", frame);
  text += marks(map, frame);
  text += row_labels(map.rows.name, frame.left - 5, frame.top, frame.cell) +
          column_labels(map.columns.name, frame.left, frame.top + frame.height + 5, frame.cell);
  text += axis_titles(map, frame);
  return text + colour_legend(map.title, map.range, map.id, frame.left, below, legend_side) + "</svg>";
}

}  // namespace netseam::report
