#pragma once
#include "colour_scale.hpp"

#include "netseam/data/segmentation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netseam::report {

/// One axis of a heat map between two lists of names.
struct MapAxis {
  std::string title;                           // what the names are of
  std::vector<std::string> name;               // at least one
  const data::Segmentation* groups = nullptr;  // whose borders are drawn; null = none
};

/// A heat map of H x T values.
struct RectangleMap {
  MapAxis rows, columns;
  std::vector<double> value;         // H x T, row-major; not finite = no value
  std::vector<std::int64_t> marked;  // H: the column that is marked in each row, -1 = none; or empty
  std::string kind;                  // class of the SVG element
  std::string title;                 // of the values, with their unit
  std::string label;                 // what the figure shows, for those who cannot see it
  std::string id;                    // of the legend's gradient, unique on the page
  ColourRange range;
};

/// As one SVG element without scripts, square cells in at most 560 x 560 user units: axes with titles and
/// names, white lines at the borders of groups, a dot in the marked cells. Nothing is escaped before.
[[nodiscard]] std::string rectangle_map(const RectangleMap& map);

}  // namespace netseam::report
