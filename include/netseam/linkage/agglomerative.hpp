#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_clustering.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::linkage {

/// Distance of two clusters: the mean, the largest, or the least of the distances between their members, or
/// how much the sum of squared distances from cluster centres grows when they merge (Ward; the distances are
/// Euclidean).
enum class Linkage { average, complete, single, ward };

/// Agglomerative clustering of L >= 1 layers: the L - 1 merges of the two closest clusters, in order of
/// height. Of pairs that are equally close, up to 1e-12 of it, the one whose clusters begin first merges
/// first (compared by their first layers: of the nearer cluster, then of the other). `distance`: L x L,
/// symmetric, finite, not negative. Each cluster knows its nearest one behind it (Muellner 2011,
/// arXiv:1109.2378, the generic algorithm), distances follow Lance and Williams. O(L^2) memory; O(L^2) time
/// where few clusters share their nearest one, at most O(L^3). Throws InternalError for another matrix.
[[nodiscard]] std::vector<data::Merge> agglomerate(core::MatrixView<const double> distance, Linkage linkage);

/// Labels of the `groups` clusters (1 .. L) that are left after the first L - groups merges, numbered in the
/// order in which they first appear. `merges`: all L - 1 merges of `layers` layers. O(L log L).
[[nodiscard]] std::vector<std::size_t> cut_tree(std::span<const data::Merge> merges, std::size_t groups);

}  // namespace netseam::linkage
