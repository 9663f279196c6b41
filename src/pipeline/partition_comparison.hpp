#pragma once
// Clusters of a network's weight graph beside those of its activation graph.
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/graph/neuron_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Which layers of two graphs are compared, those of the same name and units, and which are not; empty if all
/// are. Throws ConfigError if none are.
[[nodiscard]] std::string compared_layers(const std::vector<data::NeuronLayer>& weights,
                                          const std::vector<data::NeuronLayer>& activations);

/// The neuron of `second` that is neuron i of `first`, or none (= their number): the same unit of the layer
/// of the same name, where both layers have as many units.
[[nodiscard]] std::vector<std::size_t> same_neurons(const std::vector<data::NeuronLayer>& first,
                                                    const std::vector<data::NeuronLayer>& second);

/// Agreement of the two partitions over the neurons that both have, and the n-cut of each graph under the
/// labels of the other (neurons that have none there are left out). The null of the mutual information
/// shuffles the labels of `activations` within each layer, 100 times by `seed`. None where they have no
/// neuron in common. Collective: the graphs are those of the partitions. Source: the older code of
/// arXiv:2103.03386, without its defects.
[[nodiscard]] std::vector<data::PartitionComparison> compare_partitions(
    const data::GraphPartition& weights, const graph::NeuronGraph& weight_graph,
    const data::GraphPartition& activations, const graph::NeuronGraph& activation_graph, std::uint64_t seed);

}  // namespace netseam::pipeline
