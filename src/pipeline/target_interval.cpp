#include "target_interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace netseam::pipeline {
namespace {

constexpr double tail = 0.05;

double quantile(const std::vector<double>& ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return std::lerp(ascending[below], ascending[above], place - static_cast<double>(below));
}

}  // namespace

Interval interval_of(std::span<const double> values) {
  std::vector<double> known;
  std::copy_if(values.begin(), values.end(), std::back_inserter(known),
               [](double value) { return !std::isnan(value); });
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (known.empty()) return {none, none};
  std::sort(known.begin(), known.end());
  return {quantile(known, tail), quantile(known, 1 - tail)};
}

}  // namespace netseam::pipeline
