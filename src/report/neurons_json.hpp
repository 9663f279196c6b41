#pragma once
#include "netseam/report/page_model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace netseam::report {

/// The neuron clusters of every checkpoint, not rounded; numbers that are not finite are null.
[[nodiscard]] nlohmann::ordered_json neurons_json(const PageModel& model);

}  // namespace netseam::report
