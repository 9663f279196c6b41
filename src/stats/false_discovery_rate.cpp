#include "netseam/stats/false_discovery_rate.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace netseam::stats {

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  for (double& p : adjusted) {
    if (std::isnan(p)) p = 1;
    if (p < 0 || p > 1) throw core::InternalError("benjamini_hochberg: a p-value is not in [0, 1]");
  }
  std::vector<std::size_t> order(adjusted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return adjusted[i]; });
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    double& value = adjusted[order[rank - 1]];
    value = least = std::min(least, value * static_cast<double>(order.size()) / static_cast<double>(rank));
  }
  return adjusted;
}

}  // namespace netseam::stats
