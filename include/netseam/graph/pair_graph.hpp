#pragma once
#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/weight_storage.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <span>

namespace netseam::graph {

/// The graph of weights that are given for all pairs of units, such as shuffled correlations. `pairs`: units
/// (units - 1) / 2 weights, unit 1 with 0, unit 2 with 0 and 1, ...; the same on every rank. See BlockGraph.
/// Throws InternalError for another number of them. Collective.
[[nodiscard]] BlockGraph make_pair_graph(const parallel::Communicator& communicator, std::size_t units,
                                         std::span<const float> pairs, WeightStorage storage = {});

}  // namespace netseam::graph
