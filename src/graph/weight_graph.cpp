#include "netseam/graph/weight_graph.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace netseam::graph {

void check_network(const data::NeuronNetwork& network) {
  std::set<std::pair<std::size_t, std::size_t>> joined;
  for (const data::WeightBlock& block : network.block) {
    if (block.source >= network.layer.size() || block.target >= network.layer.size() ||
        block.source == block.target)
      throw core::InternalError(fmt::format("weights {} do not join two layers", block.name));
    if (!joined.emplace(block.source, block.target).second)
      throw core::InternalError(fmt::format("weights {} join layers that others already join", block.name));
  }
}

BlockGraph make_weight_graph(const parallel::Communicator& communicator, const data::NeuronNetwork& network,
                             BlockRows rows, const WeightStorage& storage) {
  parallel::agree(communicator, [&] { check_network(network); });
  std::vector<GraphBlock> blocks;
  for (const data::WeightBlock& block : network.block)
    blocks.push_back({block.name, network.first_neuron(block.target), network.layer[block.target].units,
                      network.first_neuron(block.source), network.layer[block.source].units});
  return {communicator, network.neurons(), std::move(blocks), std::move(rows), storage};
}

}  // namespace netseam::graph
