#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netseam::data {

/// An edge from unit `source` of a layer to unit `target` of the next; units are numbered from 0 in their
/// layer.
struct LayerEdge {
  std::uint32_t source = 0, target = 0;
  double weight = 1;
};

/// A network whose edges join consecutive layers, such as a pruned perceptron. L weight layers, L + 1 layers
/// of units: 0 are the inputs, L the outputs.
struct LayeredNetwork {
  std::string name;
  std::vector<std::size_t> units;            // L + 1
  std::vector<std::vector<LayerEdge>> edge;  // L; edge[l] from layer l to layer l + 1
  /// The Boolean function that it was trained on, such as 4, 1, 2, 16 (tasks/boolean_task.hpp); empty = none,
  /// or not known.
  std::vector<std::size_t> function = {};
  std::optional<std::uint64_t> seed = {};  // of its training, where known
  std::string order_warning = {};          // where the order of its layers is a guess: what to do
};

}  // namespace netseam::data
