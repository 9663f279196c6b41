#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// Known targets of the last checkpoint, as HTML: for each measure the three nearest layers with distance and
/// interval, the three best linear readouts, and the warnings. Empty without targets.
[[nodiscard]] std::string targets_section(const PageModel& model);

}  // namespace netseam::report
