#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/null_graph.hpp"

#include <cstdint>
#include <vector>

namespace netseam::graph {

/// Which random network: see NullKey.
struct NullReplicate {
  NullModel model = NullModel::layer;
  std::uint64_t seed = 0;
  std::uint32_t replicate = 0;
};

/// Rows of the blocks of a random network: each block as shuffle_block makes it of the weights between
/// neurons that are in the graph; all others are 0. `in_graph`: N. The same numbers for the same replicate,
/// whatever rows are asked for. Holds the block of which rows were asked last (see shuffle_block for memory),
/// so ask for one block after the other; `rows` is asked for all rows of a block each time. Rank-local.
/// Source: Hod et al. 2021, arXiv:2110.08058 (neurons without edges are removed first).
[[nodiscard]] BlockRows shuffled_rows(const data::NeuronNetwork& network, BlockRows rows,
                                      const std::vector<bool>& in_graph, const NullReplicate& replicate);

}  // namespace netseam::graph
