#include "neuron_graph_source.hpp"

#include "netseam/graph/local_network.hpp"
#include "netseam/graph/neurons_in_graph.hpp"
#include "netseam/graph/scale_normalisation.hpp"
#include "netseam/graph/shuffled_rows.hpp"
#include "netseam/graph/weight_graph.hpp"

#include <algorithm>
#include <utility>

namespace netseam::pipeline {
namespace {

graph::BlockRows normalised_rows(const parallel::Communicator& communicator, const Config& config,
                                 const WeightInput& input) {
  if (config.neurons.normalisation == graph::ScaleNormalisation::none) return input.rows;
  auto scale = graph::unit_scales(communicator, input.network, input.rows, config.neurons.normalisation);
  return graph::scaled_rows(input.network, input.rows, std::move(scale));
}

/// A layer with those beside it; the first and the last one with their only neighbours' neighbours, as the
/// method takes them from the first and the last three layers.
graph::LocalNetwork local_network(const data::NeuronNetwork& network, LocalGraphs kind, std::size_t layer) {
  if (kind == LocalGraphs::star || network.layer.size() < 3) return graph::star_of_layer(network, layer);
  const std::size_t middle = std::clamp<std::size_t>(layer, 1, network.layer.size() - 2);
  auto local = graph::three_layers(network, middle);
  local.centre = layer + 1 - middle;
  return local;
}

std::size_t largest_block(const data::NeuronNetwork& network) {
  std::size_t most = 0;
  for (const auto& block : network.block)
    most = std::max(most, network.layer[block.source].units * network.layer[block.target].units);
  return most;
}

/// Bytes of a weight as it is stored, at most.
std::size_t stored_bytes(const graph::WeightStorage& storage) {
  switch (storage.dense) {
    case graph::DenseStorage::float32:
      return sizeof(float);
    case graph::DenseStorage::bfloat16:
      return sizeof(float) / 2;
    case graph::DenseStorage::recomputed:
      break;
  }
  return 0;
}

constexpr std::size_t shuffle_bytes = 16;  // of a weight while its block is shuffled

}  // namespace

NeuronGraphSource weight_graph_source(const parallel::Communicator& communicator, const Config& config,
                                      const WeightInput& input) {
  const auto& network = input.network;
  const auto storage = config.neurons.storage;
  NeuronGraphSource source;
  source.name = "weights";
  source.layer = network.layer;
  auto rows = normalised_rows(communicator, config, input);
  auto made = graph::make_weight_graph(communicator, network, rows, storage);
  source.component = made.components();
  const auto in_graph = graph::neurons_in_graph(config.neurons.isolated, network, source.component);
  bool whole = true;
  for (std::size_t neuron = 0; neuron < in_graph.size(); ++neuron)
    whole = whole && (in_graph[neuron] || source.component[neuron] == data::not_in_graph);
  if (!whole) {
    rows = graph::rows_in_graph(network, rows, in_graph);
    made = graph::make_weight_graph(communicator, network, rows, storage);
    source.component = made.components();
  }
  source.graph = std::make_unique<graph::BlockGraph>(std::move(made));
  source.null = config.neurons.null;
  source.make_null = [network, rows, in_graph, storage, seed = config.study.seed](
                         const parallel::Communicator& ranks, graph::NullModel model,
                         std::uint32_t replicate) {
    return graph::make_weight_graph(
        ranks, network, graph::shuffled_rows(network, rows, in_graph, {model, seed, replicate}), storage);
  };
  if (config.neurons.local != LocalGraphs::none)
    source.make_local = [network, rows, storage, kind = config.neurons.local](
                            const parallel::Communicator& ranks, std::size_t layer) {
      const auto local = local_network(network, kind, layer);
      return LocalGraph{
          graph::make_weight_graph(ranks, local.network, graph::local_rows(local, rows), storage),
          local.network.first_neuron(local.centre)};
    };
  source.memory = {input.weights * stored_bytes(storage), largest_block(network) * shuffle_bytes};
  source.note = input.warning;
  source.note.insert(source.note.end(), input.note.begin(), input.note.end());
  return source;
}

}  // namespace netseam::pipeline
