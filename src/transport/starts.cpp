#include "netseam/transport/starts.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::transport {
namespace {

std::vector<std::int32_t> order_of(std::span<const double> values) {
  std::vector<std::int32_t> order = assignment::identity_permutation(values.size());
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return values[static_cast<std::size_t>(a)] < values[static_cast<std::size_t>(b)];
  });
  return order;
}

}  // namespace

std::vector<std::int32_t> product_equivalent_permutation(const MetricSpace& first,
                                                         const MetricSpace& second) {
  if (first.points() != second.points())
    throw core::InternalError("a permutation was asked for between layers of different numbers of points");
  const std::vector<std::int32_t> from = order_of(first.row_mean), to = order_of(second.row_mean);
  std::vector<std::int32_t> permutation(from.size());
  for (std::size_t k = 0; k < from.size(); ++k) permutation[static_cast<std::size_t>(from[k])] = to[k];
  return permutation;
}

std::vector<std::int32_t> perturbed_permutation(std::span<const std::int32_t> permutation,
                                                core::RandomStream& random) {
  const std::size_t n = permutation.size();
  std::vector<std::int32_t> result(permutation.begin(), permutation.end());
  if (n < 2) return result;
  const std::size_t share = 5 + random.below(16);
  const std::size_t moved = std::min(n, std::max<std::size_t>(4, n / share));
  std::vector<std::int32_t> point = assignment::identity_permutation(n);
  random.shuffle(std::span(point));
  const auto match = [&](std::size_t k) -> std::int32_t& {
    return result[static_cast<std::size_t>(point[k])];
  };
  const std::int32_t carried = match(0);
  for (std::size_t k = 0; k + 1 < moved; ++k) match(k) = match(k + 1);
  match(moved - 1) = carried;
  return result;
}

}  // namespace netseam::transport
