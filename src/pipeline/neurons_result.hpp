#pragma once
// What is said of the clusters of a unit: the convention of their numbers, and a line for the log.
#include "netseam/artifact/neuron_clusters_file.hpp"
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/pipeline/config.hpp"

#include <string>

namespace netseam::pipeline {

/// The words for what the numbers mean.
[[nodiscard]] artifact::NeuronsConvention neurons_convention(const Config& config);

/// Such as "weights: 12 clusters, n-cut 10.29; p 0.02 (layer), 0.31 (strengths)".
[[nodiscard]] std::string clusters_text(const data::GraphPartition& partition);

}  // namespace netseam::pipeline
