#pragma once
#include <span>

namespace netseam::stats {

/// p-value of an observed statistic, where large values are evidence, against the values of the same
/// statistic in `null` replicates: (1 + replicates that are at least as large) / (1 + replicates), in (0, 1].
/// The 1 stands for the observed value itself, one more draw from the null, so the test keeps its level and
/// is never 0 (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585). Ties and NaN are no evidence: a replicate
/// that ties or is NaN counts as larger, and an observed NaN has p = 1. No replicates: 1. O(replicates).
[[nodiscard]] double permutation_p_value(double observed, std::span<const double> null);

}  // namespace netseam::stats
