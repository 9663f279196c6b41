#pragma once
#include "netseam/artifact/neuron_clusters_file.hpp"

namespace netseam::test {

/// Three layers of 4, 3 and 2 neurons in three clusters, neuron 3 in none, with a different number in every
/// place: two null models (one with a replicate that could not be clustered) that disagree, numbers of
/// clusters that were tried, a picture, two local partitions (one left out) and notes.
[[nodiscard]] data::GraphPartition sample_partition(const std::string& graph = "weights");
/// The same with nothing that may be missing: one cluster, no null models, no picture.
[[nodiscard]] data::GraphPartition bare_partition();
/// Both graphs and their comparison.
[[nodiscard]] data::NeuronClusters sample_neurons();
[[nodiscard]] artifact::NeuronsConvention sample_neurons_convention();

/// Whether all that a file stores is equal, bit for bit.
[[nodiscard]] bool equal(const data::NeuronClusters& a, const data::NeuronClusters& b);

}  // namespace netseam::test
