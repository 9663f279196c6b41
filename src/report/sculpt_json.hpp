#pragma once
#include "netseam/report/page_model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace netseam::report {

/// The rates, and every network with its outcomes, its path, products of weights along paths and their tests.
[[nodiscard]] nlohmann::ordered_json sculpt_json(const PageModel& model);

}  // namespace netseam::report
