#include "netseam/profile/distinct_samples.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace netseam::profile {

std::vector<std::uint8_t> distinct_samples(core::MatrixView<const float> activations) {
  std::vector<std::size_t> order(activations.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // stable: of equal rows the first comes first
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(activations.row(a), activations.row(b));
  });
  std::vector<std::uint8_t> distinct(order.size(), 1);
  for (std::size_t k = 1; k < order.size(); ++k)
    distinct[order[k]] = std::ranges::equal(activations.row(order[k - 1]), activations.row(order[k])) ? 0 : 1;
  return distinct;
}

double duplicate_share(core::MatrixView<const float> activations) {
  const auto distinct = distinct_samples(activations);
  return static_cast<double>(std::ranges::count(distinct, 0)) / static_cast<double>(distinct.size());
}

}  // namespace netseam::profile
