#pragma once
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/linalg/symmetric_operator.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/spectral/cluster_cut.hpp"
#include "netseam/spectral/embedding.hpp"
#include "netseam/spectral/k_means.hpp"
#include "netseam/spectral/laplacian_spectrum.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace netseam::spectral {

/// What is clustered: the graph as its adjacency matrix, and what else is known of it (see
/// laplacian_spectrum). `group_weights` is called on every rank with the cluster of every neuron (or
/// data::not_in_graph) and the number of clusters, and returns the weights between clusters (see
/// cluster_cuts), the same on every rank.
struct ClusteredGraph {
  const linalg::SymmetricOperator& adjacency;
  std::span<const double> degree;
  std::span<const std::int32_t> component;
  std::function<std::vector<double>(std::span<const std::int32_t>, std::size_t)> group_weights;
};

struct SpectralOptions {
  linalg::EigenOptions eigen;
  EmbeddingScale scale = EmbeddingScale::divide_by_root_degree;
  KMeansOptions k_means;  // its `clusters` is not used
};

/// Clusters of the neurons of a graph.
struct SpectralClusters {
  std::vector<std::int32_t> label;  // of every neuron: 0 .. k-1, or data::not_in_graph
  std::vector<ClusterCut> cut;      // k; of a cluster that is empty all 0
  double normalised_cut = 0;        // see normalised_cut()
  /// lambda_{k+1} - lambda_k (counted from 1) of the normalised Laplacian: the larger, the better k clusters
  /// are determined. NaN where there is no further eigenvalue.
  double eigengap = 0;
  /// Mean over the other starts of k-means of the adjusted Rand index with the best one; 1 for one start.
  double agreement = 1;
  KMeansClusters k_means;  // of the neurons that have edges
};

/// `clusters` clusters of the first eigenvectors of a spectrum that has at least as many, and one more if
/// there is one (for the eigengap): embedding, k-means, n-cut. One cluster has n-cut 0. Collective.
[[nodiscard]] SpectralClusters cluster_spectrum(const parallel::Communicator& communicator,
                                                const ClusteredGraph& graph,
                                                const LaplacianSpectrum& spectrum, std::size_t clusters,
                                                const SpectralOptions& options);

/// Spectral clustering (von Luxburg 2007, doi:10.1007/s11222-007-9033-z; as arXiv:2110.08058 uses it) for
/// every number of clusters from `fewest` to `most`, from one spectrum of the largest.
struct ClusterCounts {
  LaplacianSpectrum spectrum;            // `most` + 1 eigenpairs, or as many as there are neurons with edges
  std::vector<std::size_t> clusters;     // fewest, ..., most
  std::vector<SpectralClusters> result;  // for each of them
};

/// 1 <= fewest <= most (InternalError). Throws ConfigError as laplacian_spectrum does, where the neurons are
/// fewer than `most` or the components more than `fewest`. Collective.
[[nodiscard]] ClusterCounts spectral_clusters(const linalg::SlepcSession& session,
                                              const parallel::Communicator& communicator,
                                              const ClusteredGraph& graph, std::size_t fewest,
                                              std::size_t most, const SpectralOptions& options);

/// The number of clusters of the range that has the largest eigengap, the first of equal ones.
[[nodiscard]] std::size_t count_by_eigengap(const ClusterCounts& counts);
/// The number k of clusters of the range after which n-cut / (k - 1) rises most, the first of equal ones; the
/// last of the range cannot be it, nor k = 1, unless nothing else is there. k - 1 is about the n-cut of a
/// random partition into k equal clusters, and groups that are alike have the same quotient as long as none
/// is cut.
[[nodiscard]] std::size_t count_by_normalised_cut(const ClusterCounts& counts);

}  // namespace netseam::spectral
