#pragma once
// The graph that is cut, and how random ones like it are made on part of the ranks.
#include "neuron_responses.hpp"
#include "weight_input.hpp"

#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/null_graph.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Makes a graph like the given one: collective over its communicator, equal on any ranks.
using GraphMaker = std::function<graph::BlockGraph(const parallel::Communicator& communicator,
                                                   graph::NullModel model, std::uint32_t replicate)>;
/// The same from a random half of the samples, draw number `draw`.
using HalfMaker =
    std::function<graph::BlockGraph(const parallel::Communicator& communicator, std::size_t draw)>;
/// The graph around one layer, to partition it alone, and the place of its neurons in that graph.
struct LocalGraph {
  graph::BlockGraph graph;
  std::size_t first_neuron = 0;
};
using LocalMaker = std::function<LocalGraph(const parallel::Communicator& communicator, std::size_t layer)>;

/// Memory in bytes of random graphs and of halves, each on a group of ranks.
struct ReplicateMemory {
  std::size_t shared_out = 0;  // over the ranks of a group
  std::size_t each_rank = 0;   // on every rank
};

/// One graph of a network's neurons on all ranks, and its makers. The makers keep what they need of the
/// inputs; they are rank-local objects that all ranks have alike.
struct NeuronGraphSource {
  std::string name;  // "weights", "activations"
  std::vector<data::NeuronLayer> layer;
  data::OrderSource order = data::OrderSource::selected;  // the texts of [neurons] name weights one by one
  std::unique_ptr<graph::BlockGraph> graph;
  std::vector<std::int32_t> component;  // of every neuron, see NeuronGraph::components
  std::vector<graph::NullModel> null;   // those of neurons.null that this graph has
  GraphMaker make_null;
  std::size_t halves = 0;
  HalfMaker make_half;
  LocalMaker make_local;  // empty where no local partitions are asked for
  ReplicateMemory memory;
  std::vector<std::string> note;
};

/// The weight graph: normalised, without the neurons that neurons.isolated leaves out. Collective. Errors:
/// those of reading weights and of graph/.
[[nodiscard]] NeuronGraphSource weight_graph_source(const parallel::Communicator& communicator,
                                                    const Config& config, const WeightInput& input);

/// The activation graph. Only the null models that shuffle weights have a meaning for it; with such every
/// rank keeps all pairs of units. `backend` must outlive the result. Collective. Errors: those of reading
/// layers and of graph/.
[[nodiscard]] NeuronGraphSource activation_graph_source(const parallel::Communicator& communicator,
                                                        const linalg::DenseBackend& backend,
                                                        const Config& config, const ResponseInput& input);

}  // namespace netseam::pipeline
