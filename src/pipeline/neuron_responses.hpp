#pragma once
// What the units of a network respond to samples, from its stored activations.
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/correlation_graph.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// The activations of a checkpoint, opened. Units of a layer are its features, or the channels of images.
struct ResponseInput {
  std::shared_ptr<const input::ActivationReader> reader;
  std::vector<data::NeuronLayer> layer;
  std::vector<std::size_t> positions;  // of each layer: numbers that a unit has for one sample; 1, or a map's
  std::vector<std::size_t> rows;       // chosen samples, ascending
  std::vector<std::string> warning;    // what may make them other numbers than are meant, in plain words
};

/// The files of a unit that neurons are read from by input.activations.
[[nodiscard]] std::vector<std::filesystem::path> response_files(const Config& config, const WorkUnit& unit);

/// Opens them, chooses the layers of neurons.select and at most neurons.samples samples; reads headers only.
/// Rank-local. Throws InputError of input/, and ConfigError where there are fewer than three samples.
[[nodiscard]] ResponseInput open_responses(const Config& config, const WorkUnit& unit);

/// Responses to the samples `rows` (of the files, ascending), as make_correlation_graph asks for them: a
/// channel's is the norm neurons.map-norm of its map. Keeps the layer that was asked for last: samples x
/// units float32, and while it reads some samples of it as they are in the file. Rank-local; errors: those of
/// reading a layer. Source: Hod et al. 2021, arXiv:2110.08058.
[[nodiscard]] graph::UnitResponses unit_responses(const Config& config, const ResponseInput& input,
                                                  std::vector<std::size_t> rows);

}  // namespace netseam::pipeline
