#pragma once
#include "netseam/data/network_modules.hpp"
#include "netseam/hierarchy/detection_options.hpp"

#include <cstddef>
#include <vector>

namespace netseam::hierarchy {

struct LayerClusters {
  std::vector<std::size_t> label;  // n, numbered in the order in which they first appear
  data::LayerDecision decision;
};

/// The clusters of the n >= 1 units of one layer. The number by the criterion stands unless it is 2, n - 1,
/// or poorly supported (modularity above -tau) and one of the two tests proposes n or 1 clusters: n where the
/// first two units that the tree joins are apart, 1 where the last two of its clusters are together; the
/// higher score where both do. A layer without features keeps its units apart. Ties of distances:
/// linkage::agglomerate. O(n^2 (N / 64 + 1)), see there for the worst case. Source: arXiv:2305.18402,
/// released code, clusters of units.
[[nodiscard]] LayerClusters cluster_layer(const UnitFeatures& features, const DetectionOptions& options);

}  // namespace netseam::hierarchy
