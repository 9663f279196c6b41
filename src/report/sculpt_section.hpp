#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// Networks that were trained and pruned, task by task: how often their hierarchy shows the sub-functions,
/// with intervals, and by width and depth; accuracy along the way of pruning; whether inputs separate. Empty
/// where no task has any. No scripts.
[[nodiscard]] std::string sculpt_section(const PageModel& model);

/// Throws core::InternalError where products do not fit their network.
void require_sculpted(const PageModel& model);

}  // namespace netseam::report
