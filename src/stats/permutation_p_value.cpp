#include "netseam/stats/permutation_p_value.hpp"

#include <algorithm>

namespace netseam::stats {

double permutation_p_value(double observed, std::span<const double> null) {
  // false for NaN on either side, which therefore is no evidence
  const auto smaller = std::ranges::count_if(null, [&](double value) { return value < observed; });
  const auto replicates = static_cast<double>(null.size());
  return (1 + replicates - static_cast<double>(smaller)) / (1 + replicates);
}

}  // namespace netseam::stats
