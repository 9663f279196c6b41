#pragma once
#include "netseam/data/neuron_clusters.hpp"

#include <filesystem>

namespace netseam::artifact {

/// Writes the tables of one checkpoint into `directory` (made if missing), RFC 4180, UTF-8, numbers with 17
/// digits, empty where there is none:
///   neurons.csv    graph, layer, unit, cluster (both from 0; empty: not in the graph)
///   clusters.csv   graph, cluster, neurons, volume, cut, ratio, layers (named inclusive ranges)
///   nulls.csv      graph, null, replicate (from 0), ncut, p, z, mean, deviation, reduction
///   local.csv      graph, layer, unit, cluster; there if single layers were partitioned
/// Not collective: call it on one rank. Throws core::ConfigError with the path and the reason if a file
/// cannot be written; each file appears complete or not at all.
void write_neuron_clusters_csv(const std::filesystem::path& directory, const data::NeuronClusters& neurons);

}  // namespace netseam::artifact
