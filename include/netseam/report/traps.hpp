#pragma once
#include "netseam/report/page_model.hpp"

#include <string>
#include <vector>

namespace netseam::report {

/// What can mislead a reader of layer distances in this run, one plain sentence or two each: a free coupling
/// cannot tell relabelings apart; values are upper bounds, and how wide the bracket is; pairs that did not
/// converge; fewer than 100 samples; layers that are all nearly equally far apart (within a tenth of the
/// largest value); checkpoints without a border; what the confidence of a border and its tests are, and where
/// the tests disagree (one p-value at most 0.05, the other not). Then the notes of the measures. Only what
/// applies to this run.
[[nodiscard]] std::vector<std::string> traps(const PageModel& model);

}  // namespace netseam::report
