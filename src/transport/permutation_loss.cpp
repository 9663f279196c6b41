#include "netseam/transport/permutation_loss.hpp"

#include "row_kernels.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"

namespace netseam::transport {
namespace {

void require_equal_points(const MetricSpace& first, const MetricSpace& second) {
  if (first.points() != second.points())
    throw core::InternalError(
        "the loss of a permutation was asked for layers of different numbers of points");
}

/// Both matrices are symmetric with a zero diagonal, so half of the entries tell all.
double mean_of_both_halves(double half, std::size_t points) {
  const auto n = static_cast<double>(points);
  return 2 * half / (n * n);
}

}  // namespace

double permutation_loss(const MetricSpace& first, const MetricSpace& second,
                        std::span<const std::int32_t> permutation) {
  require_equal_points(first, second);
  if (permutation.size() != first.points() || !assignment::is_permutation(permutation))
    throw core::InternalError("the loss was asked for numbers that are no permutation of the points");
  double half = 0;
  for (std::size_t i = 1; i < first.points(); ++i)
    half += squared_difference_at(first.distance.row(i).data(),
                                  second.distance.row(static_cast<std::size_t>(permutation[i])).data(),
                                  permutation.data(), i);
  return mean_of_both_halves(half, first.points());
}

double identity_loss(const MetricSpace& first, const MetricSpace& second) {
  require_equal_points(first, second);
  double half = 0;
  for (std::size_t i = 1; i < first.points(); ++i)
    half += squared_difference(first.distance.row(i).data(), second.distance.row(i).data(), i);
  return mean_of_both_halves(half, first.points());
}

}  // namespace netseam::transport
