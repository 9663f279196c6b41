#include "netseam/transport/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netseam::transport {
namespace {

// Rounding of a quantile table in the norm of L2(0,1). A block mean sums n^2/q + 2 entries or shares of
// entries: relative error (n^2/q + 5) u with two more roundings for the shares and one for the division, and
// the means have a smaller norm than the entries, whose norm is sqrt(mean_square). Doubled for terms of
// second order.
double table_error(const MetricSpace& space) {
  const double n = static_cast<double>(space.points()), blocks = static_cast<double>(space.quantile.size());
  return (n * n / blocks + 5) * std::numeric_limits<double>::epsilon() * std::sqrt(space.mean_square);
}

}  // namespace

double second_lower_bound(const MetricSpace& first, const MetricSpace& second) {
  const std::size_t blocks = first.quantile.size();
  double sum = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    const double difference = first.quantile[b] - second.quantile[b];
    sum += difference * difference;
  }
  // The bound is the square of a norm of differences: by the triangle inequality the errors of both tables
  // come off the norm. The sum of q positive terms is accurate to (q + 3) u, taken off doubled.
  const double count = static_cast<double>(blocks);
  const double norm = std::sqrt(sum / count) - table_error(first) - table_error(second);
  const double exact = std::max(norm, 0.0);
  return exact * exact * (1 - (count + 8) * std::numeric_limits<double>::epsilon());
}

}  // namespace netseam::transport
