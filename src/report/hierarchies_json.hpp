#pragma once
#include "netseam/report/page_model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace netseam::report {

/// The modules of the pruned networks of every checkpoint.
[[nodiscard]] nlohmann::ordered_json hierarchies_json(const PageModel& model);

}  // namespace netseam::report
