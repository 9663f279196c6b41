#pragma once
#include "netseam/report/page_model.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace netseam::report {

/// Networks that were trained and pruned, task by task: how often their hierarchy shows the sub-functions,
/// with intervals, and by width and depth; accuracy along the way of pruning. Empty where no task has any. No
/// scripts.
[[nodiscard]] std::string sculpt_section(const PageModel& model);

/// The rates, and every network with its outcomes and its path.
[[nodiscard]] nlohmann::ordered_json sculpt_json(const PageModel& model);

}  // namespace netseam::report
