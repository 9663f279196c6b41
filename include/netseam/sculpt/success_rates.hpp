#pragma once
#include "netseam/sculpt/success_rules.hpp"
#include "netseam/stats/binomial_interval.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::sculpt {

/// The verdict on one network, and what it is counted with.
struct JudgedNetwork {
  std::string group;  // such as "[4,1,2,16], 2 hidden layers"
  Verdict verdict;
};

/// How often something held.
struct SuccessRate {
  std::string group, part;  // part "success": all required parts
  std::size_t successes = 0, trials = 0;
  stats::ShareInterval interval;  // Wilson, 95 %
};

/// For every group, in the order of first appearance: the rate of success, then of each part. O(networks
/// groups). Throws InternalError where verdicts of one group have different parts.
[[nodiscard]] std::vector<SuccessRate> success_rates(std::span<const JudgedNetwork> networks);

}  // namespace netseam::sculpt
