#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <vector>

namespace netseam::spectral {

/// One cluster of neurons against the others.
struct ClusterCut {
  double volume = 0;  // sum of its neurons' degrees: edges inside count twice
  double cut = 0;     // sum of the weights of edges that leave it
  double ratio = 0;   // cut / volume, from 0 to 1; 0 where the volume is 0
};

/// Of every cluster. `group_weights`: k x k, entry (a, b) is the sum of the adjacency matrix over rows of
/// cluster a and columns of cluster b. Edges to neurons that are in no cluster do not count, neither as cut
/// nor as volume. Throws InternalError where the matrix is not square, or an entry is negative or not finite.
/// O(k^2).
[[nodiscard]] std::vector<ClusterCut> cluster_cuts(core::MatrixView<const double> group_weights);

/// n-cut: the sum over clusters of cut / volume, from 0 to k (Shi and Malik 2000, doi:10.1109/34.868688;
/// their formula for two clusters). The code of arXiv:2110.08058 adds 1e-8 to each volume; here a cluster
/// without volume counts 0, which is what that gives.
[[nodiscard]] double normalised_cut(const std::vector<ClusterCut>& cuts);

/// (k - n) / (2 n) = (1 - n / k) / (2 n / k) for n-cut n of k clusters: how edge weight inside clusters
/// compares with that across, were all clusters alike ("ave_in_out" in the code of arXiv:2110.08058).
/// Infinite for n = 0.
[[nodiscard]] double inside_to_across(double normalised_cut, std::size_t clusters);

}  // namespace netseam::spectral
