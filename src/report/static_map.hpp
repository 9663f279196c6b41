#pragma once
#include "colour_scale.hpp"

#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// How a static heat map is drawn.
struct MapStyle {
  double side = 560;   // of the square of cells, in user units
  bool labels = true;  // layer names on both axes and confidences at the borders
  std::string id;      // of the legend's gradient, unique on the page; empty = no legend
  ColourRange range;   // of the colours
};

/// L x L heat map of a measure as one SVG element without scripts: cells of one of 48 colours are one path,
/// so that 200 layers take some 100 KB; white lines at the borders of groups, thicker with confidence.
[[nodiscard]] std::string static_map(const CheckpointPage& checkpoint, const MeasureTable& measure,
                                     const MapStyle& style);

/// Least and largest finite value of the measure of that name over all checkpoints, the diagonal included.
[[nodiscard]] ColourRange shared_range(const PageModel& model, const std::string& measure);

}  // namespace netseam::report
