#pragma once
#include "netseam/hierarchy/unit_features.hpp"

#include <vector>

namespace netseam::hierarchy {

enum class FeatureDistance { cosine, jaccard, euclidean };

/// Distances of the n units of a layer by their features: n x n, symmetric, zero diagonal. Cosine is 1 - u.v
/// /
/// (|u| |v|), at least 0; 1 between a unit without features and one with, 0 between two without. Jaccard is 1
/// - common / either, of bits also where features are weighted. O(n^2 N / 64), weighted O(n^2 N); 8 n^2
/// bytes.
[[nodiscard]] std::vector<double> feature_distances(const UnitFeatures& features, FeatureDistance distance);

}  // namespace netseam::hierarchy
