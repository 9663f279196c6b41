#include "neuron_partition.hpp"

#include "netseam/core/error.hpp"
#include "netseam/spectral/cluster_cut.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr std::size_t few_neurons = 2000, few_starts = 25, many_starts = 100;
constexpr std::size_t most_parts = 300;  // of a picture

/// Sub-clusters by cluster, then layer; whole clusters where there would be too many for a picture.
data::BlockPicture picture_of(const graph::BlockGraph& graph, const std::vector<data::NeuronLayer>& layers,
                              std::span<const std::int32_t> label) {
  std::map<std::pair<std::int32_t, std::size_t>, std::size_t> size;
  const auto visit = [&](const auto& use) {
    std::size_t neuron = 0;
    for (std::size_t layer = 0; layer < layers.size(); ++layer)
      for (std::size_t unit = 0; unit < layers[layer].units; ++unit, ++neuron)
        if (label[neuron] >= 0) use(neuron, std::pair{label[neuron], layer});
  };
  visit([&](std::size_t, auto part) { ++size[part]; });
  data::BlockPicture picture;
  if (size.size() > most_parts) return picture;
  std::map<std::pair<std::int32_t, std::size_t>, std::int32_t> place;
  for (const auto& [part, neurons] : size) {
    place[part] = static_cast<std::int32_t>(picture.part.size());
    picture.part.push_back({part.second, part.first, neurons});
  }
  std::vector<std::int32_t> part_of(label.size(), data::not_in_graph);
  visit([&](std::size_t neuron, auto part) { part_of[neuron] = place.at(part); });
  picture.weight = graph.group_weights(part_of, picture.part.size());
  return picture;
}

std::vector<std::string> notes_of(const NeuronGraphSource& source) {
  auto notes = source.note;
  auto first = source.component.begin();
  for (const auto& layer : source.layer) {
    const auto last = first + static_cast<std::ptrdiff_t>(layer.units);
    if (std::all_of(first, last, [](std::int32_t c) { return c == data::not_in_graph; }))
      notes.push_back(fmt::format("layer {}: no neuron of it is in the graph", layer.name));
    first = last;
  }
  return notes;
}

void add_clusters(data::GraphPartition& partition, const spectral::SpectralClusters& found) {
  partition.label = found.label;
  for (const auto& cut : found.cut) partition.cluster.push_back({0, cut.volume, cut.cut, cut.ratio});
  for (const std::int32_t label : found.label)
    if (label >= 0) ++partition.cluster[static_cast<std::size_t>(label)].neurons;
  partition.normalised_cut = found.normalised_cut;
  partition.inside_to_across = spectral::inside_to_across(found.normalised_cut, found.cut.size());
  partition.eigengap = found.eigengap;
  partition.start_agreement = found.agreement;
}

std::size_t distinct_labels(std::span<const std::int32_t> label) {
  std::vector<std::int32_t> sorted(label.begin(), label.end());
  std::erase_if(sorted, [](std::int32_t l) { return l < 0; });
  std::sort(sorted.begin(), sorted.end());
  return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

data::LocalPartition partition_layer(const linalg::SlepcSession& session,
                                     const parallel::Communicator& communicator, const Config& config,
                                     const NeuronGraphSource& source, std::size_t layer,
                                     std::size_t clusters) {
  data::LocalPartition partition;
  partition.layer = layer;
  partition.label.assign(source.layer[layer].units, data::not_in_graph);
  const auto local = source.make_local(communicator, layer);
  const auto component = local.graph.components();
  const std::size_t connected = connected_neurons(component), components = component_count(component);
  if (clusters == 0 || connected < clusters || components > clusters) {
    partition.note =
        fmt::format("left out: {} clusters of a graph of {} neurons with edges in {} connected components",
                    clusters, connected, components);
    return partition;
  }
  const auto found =
      spectral::spectral_clusters(session, communicator, clustered_graph(local.graph, component), clusters,
                                  clusters, spectral_options(config, connected));
  partition.clusters = clusters;
  partition.normalised_cut = found.result[0].normalised_cut;
  std::copy_n(found.result[0].label.begin() + static_cast<std::ptrdiff_t>(local.first_neuron),
              partition.label.size(), partition.label.begin());
  return partition;
}

}  // namespace

spectral::SpectralOptions spectral_options(const Config& config, std::size_t connected) {
  spectral::SpectralOptions options;
  options.eigen = config.neurons.eigen;
  options.eigen.seed = config.study.seed;
  options.scale = config.neurons.embedding;
  options.k_means.seed = config.study.seed;
  options.k_means.starts = config.neurons.starts;
  if (options.k_means.starts == 0)
    options.k_means.starts = connected <= few_neurons ? few_starts : many_starts;
  return options;
}

std::size_t connected_neurons(std::span<const std::int32_t> component) {
  return static_cast<std::size_t>(std::ranges::count_if(component, [](std::int32_t c) { return c >= 0; }));
}

std::size_t component_count(std::span<const std::int32_t> component) {
  return component.empty() ? 0 : static_cast<std::size_t>(1 + std::max(-1, std::ranges::max(component)));
}

spectral::ClusteredGraph clustered_graph(const graph::BlockGraph& graph,
                                         std::span<const std::int32_t> component) {
  return {graph, graph.degree(), component,
          [&graph](std::span<const std::int32_t> label, std::size_t groups) {
            return graph.group_weights(label, groups);
          }};
}

data::GraphPartition partition_graph(const linalg::SlepcSession& session,
                                     const parallel::Communicator& communicator, const Config& config,
                                     const NeuronGraphSource& source) {
  const NeuronsConfig& wanted = config.neurons;
  const std::size_t fewest = wanted.clusters > 0 ? wanted.clusters : wanted.fewest;
  const std::size_t most = wanted.clusters > 0 ? wanted.clusters : wanted.most;
  const auto counts = spectral::spectral_clusters(
      session, communicator, clustered_graph(*source.graph, source.component), fewest, most,
      spectral_options(config, connected_neurons(source.component)));
  const std::size_t chosen = wanted.choose == CountCriterion::eigengap ? spectral::count_by_eigengap(counts)
                                                                       : count_by_normalised_cut(counts);
  data::GraphPartition partition;
  partition.graph = source.name;
  partition.layer = source.layer;
  partition.order = source.order;
  partition.connected_components = counts.spectrum.components;
  partition.eigenvalue = counts.spectrum.eigenvalue;
  partition.residual = counts.spectrum.residual;
  partition.products = counts.spectrum.products;
  partition.converged = counts.spectrum.converged;
  for (const auto& found : counts.result)
    partition.tried.push_back({found.cut.size(), found.normalised_cut, found.eigengap, found.agreement});
  add_clusters(partition, counts.result[chosen - fewest]);
  partition.picture = picture_of(*source.graph, source.layer, partition.label);
  partition.note = notes_of(source);
  return partition;
}

std::vector<data::LocalPartition> partition_layers(const linalg::SlepcSession& session,
                                                   const parallel::Communicator& communicator,
                                                   const Config& config, const NeuronGraphSource& source,
                                                   std::span<const std::int32_t> label) {
  std::vector<data::LocalPartition> partitions;
  if (!source.make_local) return partitions;
  std::size_t first = 0;
  for (std::size_t layer = 0; layer < source.layer.size(); ++layer) {
    const std::size_t units = source.layer[layer].units;
    partitions.push_back(partition_layer(session, communicator, config, source, layer,
                                         distinct_labels(label.subspan(first, units))));
    first += units;
  }
  return partitions;
}

}  // namespace netseam::pipeline
