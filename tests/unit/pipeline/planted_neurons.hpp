#pragma once
#include "netseam/artifact/neuron_clusters_file.hpp"

#include <cstdint>
#include <vector>

namespace netseam::test {

/// A partition of two layers of half the neurons each into clusters of the given labels, -1 = not in the
/// graph, as the stage `neurons` would store it; every cluster has volume 10 and cut 2.5. One null model of
/// four replicates with p = 0.2.
[[nodiscard]] data::GraphPartition labelled_partition(const std::vector<std::int32_t>& label);

}  // namespace netseam::test
