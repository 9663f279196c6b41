#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_clustering.hpp"
#include "netseam/hierarchy/detection_options.hpp"

#include <span>
#include <vector>

namespace netseam::hierarchy {

/// Whether small values of the criterion are good.
[[nodiscard]] bool prefers_least(Criterion criterion);

/// The criterion of k = 2 .. n-1 clusters of the tree `merges`. `distance`: n x n, of which the silhouette
/// and the modularity are; Calinski-Harabasz and Davies-Bouldin are of the features as vectors, infinite
/// where clusters have no extent or coincide. O(n^2) for the modularity, else O(n^3 + n^2 N). Sources:
/// distance_modularity.hpp; Calinski and Harabasz 1974, doi:10.1080/03610927408827101; Rousseeuw 1987,
/// doi:10.1016/0377-0427(87)90125-7; Davies and Bouldin 1979, doi:10.1109/TPAMI.1979.4766909.
[[nodiscard]] std::vector<double> cluster_criterion(const UnitFeatures& features,
                                                    core::MatrixView<const double> distance,
                                                    std::span<const data::Merge> merges, Criterion criterion);

}  // namespace netseam::hierarchy
