#pragma once
#include "netseam/data/layer_distances.hpp"

#include <string>

namespace netseam::artifact {

/// Known targets for a terminal: for each measure the three nearest layers with distance and interval, the
/// three best linear readouts, warnings. Empty without targets.
[[nodiscard]] std::string targets_text(const data::LayerDistances& layers);

}  // namespace netseam::artifact
