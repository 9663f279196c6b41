#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_clustering.hpp"

#include <span>
#include <vector>

namespace netseam::hierarchy {

/// Newman's modularity of distances, which good partitions make negative (two blocks far from each other:
/// -0.5): with D = distances / their sum (0 where that is 0), the sum over clusters of e_cc - a_c^2, e_cc the
/// entries of D inside the cluster and a_c those of its rows; of k = 2 .. n-1 clusters, those left by undoing
/// the last k - 1 of all n - 1 merges. Rounded to 8 decimals, so that ties are ties. `distance`: n x n.
/// O(n^2) for all k. Source: arXiv:2305.18402, released code, stopping metrics.
[[nodiscard]] std::vector<double> distance_modularity(core::MatrixView<const double> distance,
                                                      std::span<const data::Merge> merges);

}  // namespace netseam::hierarchy
