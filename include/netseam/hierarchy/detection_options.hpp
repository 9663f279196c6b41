#pragma once
#include "netseam/hierarchy/feature_distance.hpp"
#include "netseam/hierarchy/unit_features.hpp"
#include "netseam/linkage/agglomerative.hpp"

namespace netseam::hierarchy {

/// What chooses the number of clusters of a layer: the least distance modularity, the least Davies-Bouldin
/// index, or the greatest Calinski-Harabasz index or mean silhouette. Ties go to more clusters.
enum class Criterion { distance_modularity, calinski_harabasz, silhouette, davies_bouldin };

/// How modules are found. The defaults are those of the published networks of Boolean functions.
struct DetectionOptions {
  FeatureOptions features;
  FeatureDistance distance = FeatureDistance::cosine;
  linkage::Linkage linkage = linkage::Linkage::average;
  Criterion criterion = Criterion::distance_modularity;
  double modularity_threshold = 0.2;  // tau: a modularity above -tau is no evidence for clusters
  double merge_threshold = 0.9;       // theta: share of edges above which a cluster joins a module
};

}  // namespace netseam::hierarchy
