#include "netseam/grouping/silhouette.hpp"

#include "netseam/core/error.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace netseam::grouping {

double mean_silhouette(core::MatrixView<const double> distance, std::span<const std::size_t> label) {
  const std::size_t layers = label.size(), groups = stats::group_count(label);
  if (distance.rows() != layers || distance.columns() != layers)
    throw core::InternalError("mean_silhouette: the distances and the labels are of other layers");
  if (groups < 2) return 0;
  std::vector<double> size(groups, 0), sum(groups);
  for (const std::size_t group : label) ++size[group];
  double total = 0;
  for (std::size_t i = 0; i < layers; ++i) {
    const std::size_t own = label[i];
    if (size[own] < 2) continue;
    std::ranges::fill(sum, 0);
    for (std::size_t j = 0; j < layers; ++j) sum[label[j]] += distance(i, j);
    const double within = sum[own] / (size[own] - 1);
    double other = std::numeric_limits<double>::infinity();
    for (std::size_t group = 0; group < groups; ++group)
      if (group != own && size[group] > 0) other = std::min(other, sum[group] / size[group]);
    const double larger = std::max(within, other);
    if (larger > 0) total += (other - within) / larger;
  }
  return total / static_cast<double>(layers);
}

}  // namespace netseam::grouping
