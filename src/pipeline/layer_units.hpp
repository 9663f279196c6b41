#pragma once
#include "network_topology.hpp"
#include "weight_shape.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// How the inputs of a connection's tensor fall to its sources.
struct ConnectionInputs {
  std::vector<std::size_t> first_unit;  // of each source, among the units that the inputs stand for
  std::size_t positions = 1;            // inputs for each unit: more than 1 for channels that were laid flat
};

/// Sizes of all layers, and what follows for the connections.
struct LayerUnits {
  std::vector<std::size_t> units;        // of each layer
  std::vector<ConnectionInputs> inputs;  // of each connection
  std::vector<std::string> note;         // of channels that were laid flat, in plain words
};

/// Finds the units of every layer of a network from the shapes of its tensors and checks that they meet.
/// `shape`: of each tensor that a connection uses, others may be anything. A dense tensor behind convolutions
/// may have several inputs for each of their channels. Throws InputError naming both tensors and shapes where
/// two do not meet, with what may be meant.
[[nodiscard]] LayerUnits layer_units(const NetworkTopology& topology,
                                     std::span<const input::TensorInfo> tensors,
                                     std::span<const WeightShape> shape);

}  // namespace netseam::pipeline
