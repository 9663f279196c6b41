#pragma once
#include "netseam/data/sculpted_networks.hpp"

#include <string>

namespace netseam::report {

/// SVG: accuracy against the share of weights that is left (logarithmic), of all trainings on the way to the
/// chosen outcomes, coloured by depth; filled where accepted. At most 4,000 trainings are drawn.
[[nodiscard]] std::string pruning_path_chart(const data::SculptedNetworks& sculpted);

}  // namespace netseam::report
