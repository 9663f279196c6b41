#include "netseam/sculpt/percentile.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace netseam::sculpt {

double percentile(std::vector<double> values, double percent) {
  return percentile_with_zeros(std::move(values), 0, percent);
}

double percentile_with_zeros(std::vector<double> values, std::size_t zeros, double percent) {
  const std::size_t count = zeros + values.size();
  if (count == 0 || !(percent >= 0 && percent <= 100))
    throw core::InternalError("a percentile needs values and a percentage from 0 to 100");
  const double place = static_cast<double>(count - 1) * (percent / 100), share = place - std::floor(place);
  const auto below = static_cast<std::size_t>(place);
  double low = 0, high = 0;
  if (below < zeros) {
    if (below + 1 == zeros && !values.empty()) high = std::ranges::min(values);
  } else {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(below - zeros);
    std::ranges::nth_element(values, at);
    low = *at;
    if (below + 1 == count) return low;
    high = *std::min_element(at + 1, values.end());
  }
  // from the nearer side, as numpy does
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

}  // namespace netseam::sculpt
