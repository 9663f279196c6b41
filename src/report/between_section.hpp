#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// Layers of one checkpoint beside those of other networks, as HTML: the heat map of the first comparison of
/// the last checkpoint that has one, a table of the nearest layers, a place for the choice of another one;
/// and how much the groups of every two checkpoints are the same. Empty where there is neither.
[[nodiscard]] std::string between_section(const PageModel& model);

}  // namespace netseam::report
