#include "group_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace netseam::report {

std::vector<LayerRange> layer_ranges(const data::Segmentation& groups, std::size_t layers) {
  std::vector<LayerRange> ranges{{0, layers - 1}};
  for (const std::size_t border : groups.border) {
    ranges.back().last = border - 1;
    ranges.push_back({border, layers - 1});
  }
  return ranges;
}

std::string range_text(const std::vector<std::string>& layer, const LayerRange& range) {
  return range.first == range.last ? layer[range.first] : layer[range.first] + " to " + layer[range.last];
}

std::string confidence_text(const data::Segmentation& groups, std::size_t border) {
  if (border >= groups.confidence.size() || !std::isfinite(groups.confidence[border])) return "not known";
  return fmt::format("{:.0f} %", 100 * groups.confidence[border]);
}

std::string short_name(const std::string& text, std::size_t most) {
  std::vector<std::string> characters;
  for (const char c : text) {
    if (!characters.empty() && (static_cast<unsigned char>(c) & 0xc0U) == 0x80)
      characters.back() += c;
    else
      characters.emplace_back(1, c);
  }
  if (characters.size() <= most) return text;
  // both ends of a name tell more than its middle
  const std::size_t head = (most - 1) / 2, tail = most - 1 - head;
  std::string result;
  for (std::size_t i = 0; i < head; ++i) result += characters[i];
  result += "\xe2\x80\xa6";
  for (std::size_t i = characters.size() - tail; i < characters.size(); ++i) result += characters[i];
  return result;
}

std::size_t label_step(std::size_t entries, double length, double apart) {
  if (entries == 0) return 1;
  return static_cast<std::size_t>(std::max(1.0, std::ceil(apart * static_cast<double>(entries) / length)));
}

std::string title_with_unit(const MeasureTable& measure) {
  if (measure.unit.empty() || measure.unit == "none") return measure.title + " (no unit)";
  return fmt::format("{} ({})", measure.title, measure.unit);
}

}  // namespace netseam::report
