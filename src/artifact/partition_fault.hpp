#pragma once
// What the writer and the reader of neurons files both ask of their values.
#include "netseam/data/neuron_clusters.hpp"

#include <optional>
#include <string>

namespace netseam::artifact {

/// A value that no run writes: in which dataset (below the group of its partition), what, and what may be
/// there.
struct PartitionFault {
  std::string dataset, found, expected;
};

/// The first fault of a partition: lengths that differ, labels and sizes that do not fit each other, numbers
/// out of their range. None if it is sound. O(N + Q^2) for N neurons and Q sub-clusters.
[[nodiscard]] std::optional<PartitionFault> partition_fault(const data::GraphPartition& partition);

/// The same for everything that a checkpoint has, datasets named from the root.
[[nodiscard]] std::optional<PartitionFault> neurons_fault(const data::NeuronClusters& neurons);

}  // namespace netseam::artifact
