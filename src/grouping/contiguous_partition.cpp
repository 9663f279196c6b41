#include "contiguous_partition.hpp"

#include <limits>

namespace netseam::grouping {
namespace {

// cost[a * (L + 1) + e] of the group of layers a .. e-1
std::vector<double> group_costs(core::MatrixView<const double> distance) {
  const std::size_t layers = distance.rows(), stride = layers + 1;
  std::vector<double> cost(layers * stride, 0);
  for (std::size_t a = layers; a-- > 0;) {
    // the pairs of a .. e-1 are those of a+1 .. e-1 and those with a
    double of_first = 0;
    for (std::size_t e = a + 2; e <= layers; ++e) {
      of_first += distance(a, e - 1) * distance(a, e - 1);
      const double others = cost[(a + 1) * stride + e] * static_cast<double>(e - a - 1);
      cost[a * stride + e] = (others + of_first) / static_cast<double>(e - a);
    }
  }
  return cost;
}

}  // namespace

ContiguousPartition::ContiguousPartition(core::MatrixView<const double> distance, std::size_t most)
    : layers_(distance.rows()), least_cost_(most), last_border_(most * (layers_ + 1), 0) {
  const std::vector<double> cost = group_costs(distance);
  const std::size_t stride = layers_ + 1;
  std::vector<double> best(stride, 0), next(stride);
  for (std::size_t e = 1; e <= layers_; ++e) best[e] = cost[e];
  least_cost_[0] = best[layers_];
  for (std::size_t k = 2; k <= most; ++k) {
    next.assign(stride, std::numeric_limits<double>::infinity());
    for (std::size_t e = k; e <= layers_; ++e)
      for (std::size_t a = k - 1; a < e; ++a) {
        const double value = best[a] + cost[a * stride + e];
        if (value < next[e]) {
          next[e] = value;
          last_border_[(k - 1) * stride + e] = a;
        }
      }
    best.swap(next);
    least_cost_[k - 1] = best[layers_];
  }
}

std::vector<std::size_t> ContiguousPartition::borders(std::size_t groups) const {
  std::vector<std::size_t> borders(groups - 1);
  std::size_t end = layers_;
  for (std::size_t k = groups; k > 1; --k) borders[k - 2] = end = last_border_[(k - 1) * (layers_ + 1) + end];
  return borders;
}

}  // namespace netseam::grouping
