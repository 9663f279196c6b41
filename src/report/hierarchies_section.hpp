#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// The modules of pruned networks, checkpoint by checkpoint: how many networks have how many modules, how
/// firm that is, and of up to 12 networks of each, and 60 on the page, the drawing and the graph of modules.
/// Empty where no checkpoint has any. No scripts.
[[nodiscard]] std::string hierarchies_section(const PageModel& model);

/// Throws core::InternalError where labels or edges of a network do not fit its units.
void require_hierarchies(const PageModel& model);

}  // namespace netseam::report
