#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// For each graph: n-cut with the means of its random graphs, p-values, and how much the clusters agree with
/// those of the checkpoint before, as charts over checkpoints. Empty for a single checkpoint.
[[nodiscard]] std::string neurons_over_checkpoints(const PageModel& model);

}  // namespace netseam::report
