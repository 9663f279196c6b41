#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netseam::data {

/// Neurons that stand side by side: the units of a dense layer, the channels of a convolution.
struct NeuronLayer {
  std::string name;
  std::size_t units = 0;
};

/// Connections from the units of one layer to those of another; the weights themselves are elsewhere.
struct WeightBlock {
  std::string name;                    // of file and tensor, for messages
  std::size_t source = 0, target = 0;  // layers; source != target
};

/// Layers of neurons and how they are connected. A neuron's number counts layer by layer:
/// first_neuron(layer) + unit.
struct NeuronNetwork {
  std::vector<NeuronLayer> layer;
  std::vector<WeightBlock> block;  // at most one for a pair of layers and direction

  [[nodiscard]] std::size_t first_neuron(std::size_t which) const noexcept {
    std::size_t first = 0;
    for (std::size_t l = 0; l < which; ++l) first += layer[l].units;
    return first;
  }
  [[nodiscard]] std::size_t neurons() const noexcept { return first_neuron(layer.size()); }
};

/// No cluster: the neuron is not in the graph.
inline constexpr std::int32_t not_in_graph = -1;

}  // namespace netseam::data
