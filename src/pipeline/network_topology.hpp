#pragma once
// Which layers of neurons a network has and which tensors join them, from neurons.chain or neurons.edges.
#include "netseam/input/tensor_source.hpp"
#include "netseam/pipeline/neurons_config.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A tensor that leads from some layers to one.
struct Connection {
  std::size_t tensor = 0;           // position among the tensors
  std::vector<std::size_t> source;  // layers, in order
  bool concatenated = false;        // each source has inputs of its own; else all share them (their sum)
  std::size_t target = 0;
};

/// Layers by name, every one before those that its weights lead to, and what joins them. No sizes yet.
struct NetworkTopology {
  std::vector<std::string> layer;
  std::vector<Connection> connection;  // in the order of the text
};

/// The network that neurons.chain or neurons.edges describes; exactly one must be given.
///
/// chain: tensors in order, each from the layer before it to the next, or patterns joined by "->" that are
/// repeated together (expand_names). The first layer is "input"; a layer is named after the tensor that leads
/// to it, without ".weight", ".kernel" or "/kernel".
/// edges: "TENSOR: SOURCE -> TARGET" (expand_names); SOURCE is a layer, "A + B" or "A | B". Layers come in
/// the order of their first mention, as far as every one comes before those that it leads to.
///
/// `tensors`: all of the files. Throws ConfigError for a text that is no network (a cycle, a pair of layers
/// that is joined twice in one direction, a tensor twice in a chain); InputError for a tensor that does not
/// exist.
[[nodiscard]] NetworkTopology network_topology(const NeuronsConfig& config,
                                               std::span<const input::TensorInfo> tensors);

}  // namespace netseam::pipeline
