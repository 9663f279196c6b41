#include "partition_comparison.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/core/words.hpp"
#include "netseam/spectral/cluster_cut.hpp"
#include "netseam/stats/partition_agreement.hpp"
#include "netseam/stats/permutation_p_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr std::size_t shuffles = 100;

std::size_t neurons_of(const std::vector<data::NeuronLayer>& layers) {
  std::size_t neurons = 0;
  for (const auto& layer : layers) neurons += layer.units;
  return neurons;
}

/// Labels of neurons that are in both graphs, one run for each layer.
struct CommonLabels {
  std::vector<std::size_t> first, second;
  std::vector<std::size_t> layer_begin;  // in both, and their length at the end
};

CommonLabels common_labels(const data::GraphPartition& first, const data::GraphPartition& second,
                           std::span<const std::size_t> same) {
  CommonLabels common;
  std::size_t neuron = 0;
  for (const auto& layer : first.layer) {
    common.layer_begin.push_back(common.first.size());
    for (std::size_t unit = 0; unit < layer.units; ++unit, ++neuron) {
      if (same[neuron] >= second.label.size()) continue;
      const std::int32_t a = first.label[neuron], b = second.label[same[neuron]];
      if (a < 0 || b < 0) continue;
      common.first.push_back(static_cast<std::size_t>(a));
      common.second.push_back(static_cast<std::size_t>(b));
    }
  }
  common.layer_begin.push_back(common.first.size());
  return common;
}

/// n-cut of a graph of `neurons` neurons under the labels of the same neurons of another one.
double transfer_cut(const graph::NeuronGraph& graph, const data::GraphPartition& labelled,
                    std::span<const std::size_t> same, std::size_t neurons) {
  std::vector<std::int32_t> label(neurons, data::not_in_graph);
  for (std::size_t i = 0; i < same.size(); ++i)
    if (same[i] < neurons) label[same[i]] = labelled.label[i];
  const std::size_t clusters = labelled.cluster.size();
  const auto weights = graph.group_weights(label, clusters);
  return spectral::normalised_cut(spectral::cluster_cuts({weights.data(), clusters, clusters}));
}

std::vector<double> shuffled_information(CommonLabels labels, std::uint64_t seed) {
  std::vector<double> information;
  for (std::size_t shuffle = 0; shuffle < shuffles; ++shuffle) {
    core::RandomStream random(seed, shuffle, core::Purpose::null_model);
    for (std::size_t layer = 0; layer + 1 < labels.layer_begin.size(); ++layer)
      random.shuffle(
          std::span(labels.second)
              .subspan(labels.layer_begin[layer], labels.layer_begin[layer + 1] - labels.layer_begin[layer]));
    information.push_back(stats::normalised_mutual_information(labels.first, labels.second));
  }
  return information;
}

using Layers = std::vector<data::NeuronLayer>;

bool holds(const Layers& layers, const data::NeuronLayer& wanted) {
  return std::any_of(layers.begin(), layers.end(), [&](const data::NeuronLayer& layer) {
    return layer.name == wanted.name && layer.units == wanted.units;
  });
}

/// "a (3 units), b (4 units)": the layers that the other graph has too, or those that it has not.
std::string layer_list(const Layers& layers, const Layers& other, bool in_both) {
  constexpr std::size_t most = 8;
  std::string text;
  std::size_t count = 0;
  for (const auto& layer : layers)
    if (holds(other, layer) == in_both && ++count <= most)
      text +=
          fmt::format("{}{} ({})", text.empty() ? "" : ", ", layer.name, core::counted(layer.units, "unit"));
  return count > most ? fmt::format("{}, ... ({} in all)", text, count) : text.empty() ? "none" : text;
}

}  // namespace

std::string compared_layers(const Layers& weights, const Layers& activations) {
  const auto common = std::count_if(weights.begin(), weights.end(),
                                    [&](const auto& layer) { return holds(activations, layer); });
  if (common == 0)
    throw core::ConfigError(fmt::format(
        "neurons.graph = both: no layer has the same name and units in both graphs, so nothing can be "
        "compared; weights: "
        "{}; activations: {}; neurons.edges (TENSOR: SOURCE -> TARGET) gives the layers of weights any names",
        layer_list(weights, activations, false), layer_list(activations, weights, false)));
  const auto compared = static_cast<std::size_t>(common);
  if (compared == weights.size() && compared == activations.size()) return {};
  return fmt::format(
      "the graphs are compared by layers of the same name and units: {}; not compared: of the weights {}, of "
      "the "
      "activations {}",
      layer_list(weights, activations, true), layer_list(weights, activations, false),
      layer_list(activations, weights, false));
}

std::vector<std::size_t> same_neurons(const std::vector<data::NeuronLayer>& first,
                                      const std::vector<data::NeuronLayer>& second) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> known;  // first neuron, units
  std::size_t neurons = 0;
  for (const auto& layer : second) {
    known[layer.name] = {neurons, layer.units};
    neurons += layer.units;
  }
  std::vector<std::size_t> same;
  for (const auto& layer : first) {
    const auto found = known.find(layer.name);
    const bool fits = found != known.end() && found->second.second == layer.units;
    for (std::size_t unit = 0; unit < layer.units; ++unit)
      same.push_back(fits ? found->second.first + unit : neurons);
  }
  return same;
}

std::vector<data::PartitionComparison> compare_partitions(const data::GraphPartition& weights,
                                                          const graph::NeuronGraph& weight_graph,
                                                          const data::GraphPartition& activations,
                                                          const graph::NeuronGraph& activation_graph,
                                                          std::uint64_t seed) {
  const auto to_activations = same_neurons(weights.layer, activations.layer);
  const auto to_weights = same_neurons(activations.layer, weights.layer);
  const auto common = common_labels(weights, activations, to_activations);
  if (common.first.empty()) return {};
  data::PartitionComparison comparison;
  comparison.neurons = common.first.size();
  comparison.adjusted_rand = stats::adjusted_rand_index(common.first, common.second);
  comparison.normalised_mutual_information =
      stats::normalised_mutual_information(common.first, common.second);
  comparison.transfer_to_activations =
      transfer_cut(activation_graph, weights, to_activations, neurons_of(activations.layer));
  comparison.transfer_to_weights =
      transfer_cut(weight_graph, activations, to_weights, neurons_of(weights.layer));
  comparison.shuffled_mutual_information = shuffled_information(common, seed);
  comparison.p = stats::permutation_p_value(comparison.normalised_mutual_information,
                                            comparison.shuffled_mutual_information);
  return {comparison};
}

}  // namespace netseam::pipeline
