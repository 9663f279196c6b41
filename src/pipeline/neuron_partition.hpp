#pragma once
// Clusters of one graph of neurons.
#include "neuron_graph_source.hpp"

#include "netseam/data/neuron_clusters.hpp"
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/spectral/spectral_clusters.hpp"

#include <cstddef>

namespace netseam::pipeline {

/// The options of [neurons] that spectral clustering of so many neurons with edges has.
[[nodiscard]] spectral::SpectralOptions spectral_options(const Config& config, std::size_t connected);

/// Neurons with edges.
[[nodiscard]] std::size_t connected_neurons(std::span<const std::int32_t> component);
/// Connected components of them.
[[nodiscard]] std::size_t component_count(std::span<const std::int32_t> component);

/// What spectral/ takes of a graph; holds references to both arguments.
[[nodiscard]] spectral::ClusteredGraph clustered_graph(const graph::BlockGraph& graph,
                                                       std::span<const std::int32_t> component);

/// Clusters, n-cut, eigenvalues and picture of a graph, with its notes; without null models, halves and local
/// partitions. Throws ConfigError where the graph has fewer neurons than clusters, or more components.
/// Collective; the same on every rank.
[[nodiscard]] data::GraphPartition partition_graph(const linalg::SlepcSession& session,
                                                   const parallel::Communicator& communicator,
                                                   const Config& config, const NeuronGraphSource& source);

/// Partitions of all layers from the graphs around them, each into as many clusters as `label` (of every
/// neuron) has in that layer; a layer that cannot be cut so says why. Collective. Source: Hod et al. 2021,
/// arXiv:2110.08058; its released code takes other neurons' labels.
[[nodiscard]] std::vector<data::LocalPartition> partition_layers(const linalg::SlepcSession& session,
                                                                 const parallel::Communicator& communicator,
                                                                 const Config& config,
                                                                 const NeuronGraphSource& source,
                                                                 std::span<const std::int32_t> label);

}  // namespace netseam::pipeline
