#pragma once
// The weights of one checkpoint as layers of neurons, for the weight graph.
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// The layers of a network and the weights between them.
struct WeightInput {
  data::NeuronNetwork network;  // layers and blocks that are in the graph (neurons.inputs, neurons.outputs)
  /// Weights of its blocks, units of the target x units of the source, with their signs: kernels as norms,
  /// batch normalisation folded in. Rank-local, one caller at a time; owns the open files; copies share them.
  /// Throws InputError for a file that cannot be read. A tensor whose outputs are not its first axis is held
  /// in memory, the last one asked for; of others at most 4 MiB, or one row, at a time.
  graph::BlockRows rows;
  std::size_t weights = 0;           // numbers in all blocks
  std::vector<std::string> warning;  // what may make it another network than is meant, in plain words
  std::vector<std::string> note;     // what else to know of it
};

/// The files of a unit that input.weights names. Errors: InputError if there are none.
[[nodiscard]] std::vector<std::filesystem::path> weight_files(const Config& config, const WorkUnit& unit);

/// Opens the weights of a unit and checks that they fit together; reads headers and the vectors of batch
/// normalisation only. Rank-local. Errors: ConfigError for a text of [neurons] that describes no network;
/// InputError for a tensor that does not exist, cannot be read or does not fit the others.
[[nodiscard]] WeightInput open_weights(const Config& config, const WorkUnit& unit);

}  // namespace netseam::pipeline
