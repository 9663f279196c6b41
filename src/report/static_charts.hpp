#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// Where the borders of the first measure are in every checkpoint, as one SVG element: checkpoints from left
/// to right, layers from top to bottom, a bar at each border, darker with confidence.
[[nodiscard]] std::string border_chart(const PageModel& model);

/// Value of one profile over the layers as a line, as one SVG element; values that are not finite are left
/// out.
[[nodiscard]] std::string profile_chart(const CheckpointPage& checkpoint, const data::LayerProfile& profile);

}  // namespace netseam::report
