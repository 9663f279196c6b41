#include "netseam/spectral/cluster_cut.hpp"

#include "netseam/core/error.hpp"

#include <cmath>

namespace netseam::spectral {

std::vector<ClusterCut> cluster_cuts(core::MatrixView<const double> group_weights) {
  if (group_weights.rows() != group_weights.columns())
    throw core::InternalError("weights between clusters are not a square matrix");
  std::vector<ClusterCut> cuts(group_weights.rows());
  for (std::size_t a = 0; a < cuts.size(); ++a) {
    for (std::size_t b = 0; b < cuts.size(); ++b) {
      const double weight = group_weights(a, b);
      if (!(weight >= 0) || !std::isfinite(weight))
        throw core::InternalError("a weight between clusters is negative or not finite");
      cuts[a].volume += weight;
      if (a != b) cuts[a].cut += weight;
    }
    if (cuts[a].volume > 0) cuts[a].ratio = cuts[a].cut / cuts[a].volume;
  }
  return cuts;
}

double normalised_cut(const std::vector<ClusterCut>& cuts) {
  double sum = 0;
  for (const ClusterCut& cluster : cuts) sum += cluster.ratio;
  return sum;
}

double inside_to_across(double normalised_cut, std::size_t clusters) {
  const auto k = static_cast<double>(clusters);
  return (1 - normalised_cut / k) / (2 * normalised_cut / k);
}

}  // namespace netseam::spectral
