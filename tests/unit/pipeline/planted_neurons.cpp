#include "planted_neurons.hpp"

#include <algorithm>

namespace netseam::test {

data::GraphPartition labelled_partition(const std::vector<std::int32_t>& label) {
  data::GraphPartition partition;
  partition.graph = "weights";
  partition.layer = {{"in <1>", label.size() / 2}, {"out", label.size() - label.size() / 2}};
  partition.label = label;
  const std::int32_t last = *std::max_element(label.begin(), label.end());
  for (std::int32_t k = 0; k <= last; ++k) {
    const auto neurons = static_cast<std::size_t>(std::count(label.begin(), label.end(), k));
    partition.cluster.push_back({neurons, 10, 2.5, 0.25});
    partition.eigenvalue.push_back(0.125 * k);
    partition.residual.push_back(0);
  }
  partition.normalised_cut = 0.25 * static_cast<double>(partition.cluster.size());
  partition.connected_components = 1;
  partition.converged = true;
  partition.eigengap = 0.5;
  partition.eigenvalue.push_back(partition.eigenvalue.back() + 0.5);
  partition.residual.push_back(0);
  partition.null = {
      {"layer", "how often a weight occurs in its layer", {1, 2, 1, 2}, 0.2, -2, 1.5, 0.5, 0.5}};
  return partition;
}

}  // namespace netseam::test
