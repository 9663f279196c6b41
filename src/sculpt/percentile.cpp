#include "netseam/sculpt/percentile.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace netseam::sculpt {

double percentile(std::vector<double> values, double percent) {
  if (values.empty() || !(percent >= 0 && percent <= 100))
    throw core::InternalError("a percentile needs values and a percentage from 0 to 100");
  const double place = static_cast<double>(values.size() - 1) * (percent / 100);
  const auto below = static_cast<std::size_t>(place);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::ranges::nth_element(values, at);
  if (below + 1 == values.size()) return *at;
  const double low = *at, high = *std::min_element(at + 1, values.end()), share = place - std::floor(place);
  // from the nearer side, as numpy does
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

}  // namespace netseam::sculpt
