#pragma once
#include "netseam/data/layered_network.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netseam::hierarchy {

/// A network without the units that carry nothing.
struct CondensedNetwork {
  std::vector<std::vector<std::size_t>> kept;      // L + 1: numbers of the units that are left, ascending
  std::vector<std::vector<data::LayerEdge>> edge;  // L: between them, numbered by their places in `kept`
};

/// What makes a network unfit for modules.
struct NetworkFault {
  std::string place;  // such as "weight layer 1, edge 4"
  std::string found, expected;
};

/// The first fault of `network`, if any: fewer than two layers, a layer without units, another number of
/// weight layers than layers allow, an edge to a unit that is not there, a weight that is not finite, an edge
/// twice. O(edges log edges).
[[nodiscard]] std::optional<NetworkFault> network_fault(const data::LayeredNetwork& network);

/// Drops inputs without outgoing edges and hidden units without incoming or without outgoing edges, until
/// none is left to drop; outputs stay. `network` has no fault. Source: arXiv:2305.18402, released code,
/// clustering of condensed networks (there ten sweeps). O(units + edges).
[[nodiscard]] CondensedNetwork condense(const data::LayeredNetwork& network);

/// What makes a condensed network unfit, if anything: a layer of which nothing is left, an output that
/// nothing reaches.
[[nodiscard]] std::optional<NetworkFault> condensed_fault(const CondensedNetwork& network);

}  // namespace netseam::hierarchy
