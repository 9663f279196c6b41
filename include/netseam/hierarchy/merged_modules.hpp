#pragma once
#include "netseam/data/network_modules.hpp"
#include "netseam/hierarchy/condensed_network.hpp"

#include <cstddef>
#include <vector>

namespace netseam::hierarchy {

/// Modules over layers, from clusters inside layers. Layer by layer, with C[m][c] edges from module m of the
/// layer before to cluster c: c joins the first m with C[m][c] above `threshold` of all edges of m and of all
/// edges into c; in the last layer the condition on m is dropped. Else it opens a module. `cluster`: L + 1
/// layers, one label for each unit, numbered from 0. Result: the same shape, numbered in the order in which
/// they first appear. O(edges + modules x clusters of neighbouring layers). Source: arXiv:2305.18402,
/// released code, merging of clusters.
[[nodiscard]] std::vector<std::vector<std::size_t>> merge_clusters(
    const CondensedNetwork& network, const std::vector<std::vector<std::size_t>>& cluster, double threshold);

/// Edges of the network between different modules, counted: the quotient graph. By from, then to. O(edges log
/// edges).
[[nodiscard]] std::vector<data::ModuleEdge> module_edges(const CondensedNetwork& network,
                                                         const std::vector<std::vector<std::size_t>>& module);

}  // namespace netseam::hierarchy
