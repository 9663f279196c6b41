#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"

#include <cstddef>
#include <vector>

namespace netseam::graph {

/// Some layers of a network with some of its blocks, around one of them.
struct LocalNetwork {
  data::NeuronNetwork network;
  std::vector<std::size_t> layer;  // of the whole network, ascending
  std::vector<std::size_t> block;  // of the whole network, ascending
  std::size_t centre = 0;          // counted in `network`
};

/// Layers middle - 1, middle and middle + 1 with all blocks between them. 0 < middle < last layer, else
/// InternalError. Source: local partitions of dense networks, Hod et al. 2021, arXiv:2110.08058.
[[nodiscard]] LocalNetwork three_layers(const data::NeuronNetwork& network, std::size_t middle);

/// A layer with all layers that blocks join it to, and these blocks alone. Source: the same, networks with
/// skip connections.
[[nodiscard]] LocalNetwork star_of_layer(const data::NeuronNetwork& network, std::size_t centre);

/// Rows of the blocks of a local network, by its own numbers.
[[nodiscard]] BlockRows local_rows(const LocalNetwork& local, BlockRows rows);

}  // namespace netseam::graph
