#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/weight_storage.hpp"
#include "netseam/parallel/communicator.hpp"

namespace netseam::graph {

/// Checks that blocks join two different layers that exist, at most one block for each pair and direction.
/// Throws InternalError naming the block.
void check_network(const data::NeuronNetwork& network);

/// The weight graph of a network: neurons joined by the absolute values of their weights; biases do not
/// count. Block b of `rows` has a row for each unit of its target layer and a column for each unit of its
/// source layer; kernels come as one number for each pair of channels (kernel_norm). See BlockGraph for
/// `rows`, `storage`, errors and cost. Collective. Source: Hod et al. 2021, arXiv:2110.08058. Released code
/// leaves out the absolute value for ImageNet networks with batch normalisation, so that its graph may have
/// negative edges; that graph is not offered.
[[nodiscard]] BlockGraph make_weight_graph(const parallel::Communicator& communicator,
                                           const data::NeuronNetwork& network, BlockRows rows,
                                           const WeightStorage& storage = {});

}  // namespace netseam::graph
