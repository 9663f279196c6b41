#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_clustering.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <cstdint>

namespace netseam::grouping {

enum class ClusterMethod { average, complete, k_medoids, spectral };

/// What chooses the number of groups; `automatic` is the eigengap for spectral clustering and the silhouette
/// for the others.
enum class ClusterCriterion { automatic, silhouette, gap };

struct ClusterOptions {
  std::size_t groups = 0;           // so many, whatever the criterion says (at most L); 0 = by the criterion
  std::size_t maximum_groups = 32;  // that the criterion may choose; 0 = as many as there are layers
  ClusterCriterion criterion = ClusterCriterion::automatic;
  double least_silhouette = 0.25;  // that groups must have to count as groups
  std::size_t references = 50;     // of the gap statistic
  std::uint64_t seed = 1;          // of the starts of spectral clustering and of the gap statistic
};

/// Groups of L >= 1 layers that need not be contiguous, by one method.
///
/// The number of groups, unless one is given:
/// - silhouette: criterion(k) is the mean silhouette value of k groups, and criterion(1) = least_silhouette;
/// the
///   largest is chosen, ties to fewer. So there is one group unless some number of groups is better than
///   least_silhouette (0.25: below it Kaufman and Rousseeuw 1990 see no structure).
/// - eigengap: criterion(k) is the eigengap of k groups, 0 for L; the largest from 2 groups on is chosen, and
///   taken back to one group unless its mean silhouette value is more than least_silhouette. (The gap of one
///   group is no rival: with s the median distance, affinities across groups are about 1/e and one group
///   would win over clear ones.)
/// - gap: criterion(k) is the gap statistic; the fewest groups with gap(k) >= gap(k+1) - s(k+1).
/// No criterion knows of the order of layers: a smooth drift along it makes groups here, but not in
/// `segment`.
///
/// `distance`: L x L, symmetric, finite, not negative. Fills every member of the result; criterion and
/// silhouette have as many values as the most groups m (the larger of maximum_groups and groups). O(m L^2),
/// for spectral clustering 9 L^3 flop and some 100 L m^3 (0.1 s for L = 160, m = 32, but 6 s for m = L); with
/// the gap statistic times references. Throws InternalError for another matrix, NumericalError as the
/// backend.
[[nodiscard]] data::LayerClustering cluster_layers(const linalg::DenseBackend& backend,
                                                   core::MatrixView<const double> distance,
                                                   ClusterMethod method, const ClusterOptions& options);

}  // namespace netseam::grouping
