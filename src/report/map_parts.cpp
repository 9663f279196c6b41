#include "map_parts.hpp"

#include "group_text.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace netseam::report {
namespace {

constexpr std::size_t colours = 48;

/// Class of colour 0 .. colours-1, or `colours` where there is no value.
std::size_t colour_class(double value, const ColourRange& range) {
  if (!std::isfinite(value)) return colours;
  const double place = std::clamp(range.position(value), 0.0, 1.0) * static_cast<double>(colours);
  return std::min(static_cast<std::size_t>(place), colours - 1);
}

}  // namespace

double label_room(const std::vector<std::string>& names) {
  std::size_t longest = 0;
  for (const auto& name : names) longest = std::max(longest, std::min(name.size(), longest_name));
  return letter * static_cast<double>(longest) + 12;
}

std::string cell_paths(std::size_t rows, std::size_t columns,
                       const std::function<double(std::size_t row, std::size_t column)>& value,
                       const ColourRange& range) {
  std::vector<std::string> path(colours + 1);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t first = 0, end = 0; first < columns; first = end) {
      const std::size_t shade = colour_class(value(row, first), range);
      end = first + 1;
      while (end < columns && colour_class(value(row, end), range) == shade) ++end;
      fmt::format_to(std::back_inserter(path[shade]), "M{} {}h{}v1H{}z", first, row, end - first, first);
    }
  std::string text;
  for (std::size_t shade = 0; shade <= colours; ++shade) {
    if (path[shade].empty()) continue;
    const std::string colour =
        shade == colours ? no_value_colour
                         : colour_at((static_cast<double>(shade) + 0.5) / static_cast<double>(colours));
    text += fmt::format(R"svg(<path fill="{}" d="{}"/>)svg", colour, path[shade]);
  }
  return text;
}

std::string row_labels(const std::vector<std::string>& names, double right, double top, double size) {
  std::string text;
  const std::size_t step = label_step(names.size(), size * static_cast<double>(names.size()), label_apart);
  for (std::size_t i = 0; i < names.size(); i += step)
    text += fmt::format(R"svg(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)svg", right,
                        top + (static_cast<double>(i) + 0.5) * size + 4,
                        html_text(short_name(names[i], longest_name)));
  return text;
}

std::string column_labels(const std::vector<std::string>& names, double left, double top, double size) {
  std::string text;
  const std::size_t step = label_step(names.size(), size * static_cast<double>(names.size()), label_apart);
  for (std::size_t i = 0; i < names.size(); i += step)
    text += fmt::format(
        R"svg(<text transform="translate({:.1f} {:.1f}) rotate(-90)" text-anchor="end">{}</text>)svg",
        left + (static_cast<double>(i) + 0.5) * size + 4, top, html_text(short_name(names[i], longest_name)));
  return text;
}

std::string colour_legend(const std::string& title, const ColourRange& range, const std::string& id,
                          double left, double top, double side) {
  std::string text = fmt::format(R"svg(<defs><linearGradient id="{}">)svg", id);
  for (std::size_t k = 0; k < viridis.size(); ++k)
    text += fmt::format(R"svg(<stop offset="{}%" stop-color="{}"/>)svg", 10 * k, viridis[k]);
  text += fmt::format(
      R"svg(</linearGradient></defs><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="12" fill="url(#{})"/>)svg",
      left, top + 16, side, id);
  text += fmt::format(R"svg(<text x="{:.1f}" y="{:.1f}" font-weight="bold">{}</text>)svg", left, top + 10,
                      html_text(title));
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
    text += fmt::format(R"svg(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{:.3g}</text>)svg",
                        left + share * side, top + 42,
                        share == 0   ? "start"
                        : share == 1 ? "end"
                                     : "middle",
                        range.low + share * (range.high - range.low));
  return text;
}

}  // namespace netseam::report
