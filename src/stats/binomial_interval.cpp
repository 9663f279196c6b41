#include "netseam/stats/binomial_interval.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::stats {

ShareInterval wilson_interval(std::size_t successes, std::size_t trials, double quantile) {
  if (successes > trials)
    throw core::InternalError("an interval of more successes than trials was asked for");
  if (trials == 0) return {std::numeric_limits<double>::quiet_NaN(), 0, 1};
  const auto n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n, z2 = quantile * quantile;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = quantile / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // rounding must not push the share out of its interval
  return {share, std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0)};
}

}  // namespace netseam::stats
