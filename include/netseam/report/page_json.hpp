#pragma once
#include "netseam/report/page_model.hpp"

#include <string>

namespace netseam::report {

/// The numbers of the page, not rounded, as one JSON object: study, problems, traps, agreement of the groups
/// of every two checkpoints, and for each checkpoint name, layers, samples, measures (value, least, most as
/// L x L matrices, null where a value is missing; groups as named inclusive ranges), profiles, comparisons
/// with other networks and provenance; then the neuron clusters of each checkpoint that has some, modules of
/// pruned networks, sculpted networks and trained ones. Bytes of
/// names that are not UTF-8 become U+FFFD. Rank-local, no files.
[[nodiscard]] std::string page_json(const PageModel& model);

}  // namespace netseam::report
