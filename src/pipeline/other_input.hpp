#pragma once
// The layers of a network that a checkpoint is compared with.
#include "layers_input.hpp"

#include "netseam/data/activations.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/config.hpp"

#include <string>
#include <vector>

namespace netseam::pipeline {

/// A network's layers, opened, on the samples of the checkpoint that it is compared with.
struct OtherInput {
  OtherNetwork network;
  input::ActivationReader reader;
  std::vector<data::LayerShape> shapes;
};

/// What chooses the layers of a network: layers.select, or layers.against-select.
[[nodiscard]] const std::vector<std::string>& other_selection(const Config& config,
                                                              const OtherNetwork& network);

/// Opens the files of a network and chooses its layers; reads headers only. Rank-local. Errors: InputError
/// where it has other numbers of samples than `input`, naming both files; InputError, ConfigError of input/.
[[nodiscard]] OtherInput open_other(const Config& config, const OtherNetwork& network,
                                    const LayersInput& input);

/// The layers of `input`, then those of `other`.
[[nodiscard]] std::vector<data::LayerShape> joined_shapes(const LayersInput& input, const OtherInput& other);

}  // namespace netseam::pipeline
