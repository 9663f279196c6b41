#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_clustering.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::grouping {

/// Distance of two clusters: the mean, or the largest, of the distances between their layers.
enum class Linkage { average, complete };

/// Agglomerative clustering of L >= 1 layers: the L - 1 merges of the two closest clusters, in order of
/// height. `distance`: L x L, symmetric, finite, not negative. Nearest-neighbour chain with the update of
/// Lance and Williams (Murtagh 1983, doi:10.1093/comjnl/26.4.354; Muellner 2011, arXiv:1109.2378), which
/// gives the same tree as merging the closest pair each time, up to ties. O(L^2) time and memory.
/// Throws InternalError for another matrix.
[[nodiscard]] std::vector<data::Merge> agglomerate(core::MatrixView<const double> distance, Linkage linkage);

/// Labels of the `groups` clusters (1 .. L) that are left after the first L - groups merges, numbered in the
/// order in which they first appear. `merges`: all L - 1 merges of `layers` layers. O(L log L).
[[nodiscard]] std::vector<std::size_t> cut_tree(std::span<const data::Merge> merges, std::size_t groups);

}  // namespace netseam::grouping
