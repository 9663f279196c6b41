#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/weight_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netseam::test {

/// A network with all its weights in memory.
struct MadeNetwork {
  data::NeuronNetwork network;
  std::vector<std::vector<float>> weights;  // of each block, targets x sources

  [[nodiscard]] graph::BlockRows rows() const {
    return [this](std::size_t block, std::size_t first, std::size_t count, std::span<float> out) {
      const std::size_t columns = network.layer[network.block[block].source].units;
      std::copy_n(weights[block].begin() + static_cast<std::ptrdiff_t>(first * columns), count * columns,
                  out.begin());
    };
  }
};

/// Blocks are pairs (source, target). Normal weights, of which a share is 0.
MadeNetwork random_network(const std::vector<std::size_t>& units,
                           const std::vector<std::pair<std::size_t, std::size_t>>& blocks, std::uint64_t seed,
                           double zeros = 0);

/// Layers in a chain; weights[l] is units[l] x units[l + 1], as papers and Keras write them.
MadeNetwork chain_network(const std::vector<std::size_t>& units,
                          const std::vector<std::vector<float>>& weights);

/// The networks that operators are tried on: odd sizes and a skip connection; one-row blocks and an empty
/// layer; wider than a tile; no weights at all.
std::vector<MadeNetwork> odd_networks(double zeros = 0);

/// Adjacency matrix by its definition, N x N.
std::vector<double> dense_adjacency(const MadeNetwork& made);

}  // namespace netseam::test
