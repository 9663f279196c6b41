#pragma once
#include "netseam/report/page_model.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::report {

/// Layers first .. last, inclusive.
struct LayerRange {
  std::size_t first = 0, last = 0;
};
/// The groups of a segmentation of `layers` layers.
[[nodiscard]] std::vector<LayerRange> layer_ranges(const data::Segmentation& groups, std::size_t layers);
/// "layers.2 to layers.5", or one name. Not escaped.
[[nodiscard]] std::string range_text(const std::vector<std::string>& layer, const LayerRange& range);
/// "76 %", or "not known" where there is no confidence for the border.
[[nodiscard]] std::string confidence_text(const data::Segmentation& groups, std::size_t border);
/// Characters of UTF-8 `text` cut in the middle to at most `most` characters. Not escaped.
[[nodiscard]] std::string short_name(const std::string& text, std::size_t most);
/// Every how many entries are labelled so that labels stand `apart` or more from each other.
[[nodiscard]] std::size_t label_step(std::size_t entries, double length, double apart);
/// "GW distance", or with its unit "angle (radian)".
[[nodiscard]] std::string title_with_unit(const MeasureTable& measure);

}  // namespace netseam::report
