#include "network_topology.hpp"

#include "layer_order.hpp"
#include "name_pattern.hpp"
#include "tensor_by_name.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace netseam::pipeline {
namespace {

using Tensors = std::span<const input::TensorInfo>;
using Texts = std::vector<std::string>;

/// Layers by name, in the order of their first mention.
class LayerNames {
 public:
  std::size_t operator[](const std::string& name) {
    const auto [at, fresh] = place_.emplace(name, names_.size());
    if (fresh) names_.push_back(name);
    return at->second;
  }
  [[nodiscard]] bool contains(const std::string& name) const { return place_.contains(name); }
  [[nodiscard]] Texts take() { return std::move(names_); }

 private:
  std::map<std::string, std::size_t> place_;
  Texts names_;
};

std::string layer_behind(const std::string& tensor) {
  constexpr std::array<std::string_view, 4> endings{".weight", ".kernel", "/kernel", "/kernel:0"};
  for (const auto ending : endings)
    if (tensor.size() > ending.size() && tensor.ends_with(ending))
      return tensor.substr(0, tensor.size() - ending.size());
  return tensor;
}

NetworkTopology chain_topology(const Texts& items, Tensors tensors) {
  NetworkTopology topology;
  LayerNames layers;
  std::size_t last = layers["input"];
  std::map<std::size_t, std::string> given_by;
  for (const std::string& item : items) {
    const std::string place = fmt::format("neurons.chain: \"{}\"", item);
    const Texts patterns = split_outside_braces(item, "->");
    if (std::find(patterns.begin(), patterns.end(), "") != patterns.end())
      throw core::ConfigError(fmt::format("{}: found nothing on one side of ->", place));
    for (const Texts& names : expand_names(patterns, tensors, place))
      for (const std::string& name : names) {
        const std::size_t tensor = find_tensor(tensors, name, place);
        if (const auto [at, fresh] = given_by.emplace(tensor, item); !fresh)
          throw core::ConfigError(
              fmt::format("{}: tensor \"{}\" is in the chain already, by \"{}\"", place, name, at->second));
        const std::string behind = layer_behind(name);
        if (layers.contains(behind) && layers.contains(name))
          throw core::ConfigError(
              fmt::format("{}: two layers would be named \"{}\"; use neurons.edges", place, name));
        const std::size_t next = layers[layers.contains(behind) ? name : behind];
        topology.connection.push_back({tensor, {last}, false, next});
        last = next;
      }
  }
  topology.layer = layers.take();
  return topology;
}

/// "TENSOR: SOURCE -> TARGET" in parts.
struct EdgeText {
  std::string place;
  bool concatenated = false;
  Texts names;  // tensor, sources, target
};

EdgeText read_edge(const std::string& item) {
  EdgeText edge{fmt::format("neurons.edges: \"{}\"", item), false, {}};
  const auto fail = [&edge](const std::string& what) {
    throw core::ConfigError(fmt::format("{}: {}, expected TENSOR: SOURCE -> TARGET", edge.place, what));
  };
  const Texts sides = split_outside_braces(item, "->");
  if (sides.size() != 2) fail(fmt::format("found {} arrows", sides.size() - 1));
  auto [tensor, source] = split_at_colon(sides[0], edge.place);
  const Texts added = split_outside_braces(source, "+"), side_by_side = split_outside_braces(source, "|");
  if (added.size() > 1 && side_by_side.size() > 1) fail("found both + and |");
  edge.concatenated = side_by_side.size() > 1;
  edge.names.push_back(tensor);
  const Texts& sources = edge.concatenated ? side_by_side : added;
  edge.names.insert(edge.names.end(), sources.begin(), sources.end());
  edge.names.push_back(sides[1]);
  if (std::find(edge.names.begin(), edge.names.end(), "") != edge.names.end()) fail("found no name");
  return edge;
}

NetworkTopology edge_topology(const Texts& items, Tensors tensors) {
  NetworkTopology topology;
  LayerNames layers;
  for (const std::string& item : items) {
    const EdgeText edge = read_edge(item);
    for (const Texts& names : expand_names(edge.names, tensors, edge.place)) {
      Connection connection{find_tensor(tensors, names.front(), edge.place), {}, edge.concatenated, 0};
      for (std::size_t i = 1; i + 1 < names.size(); ++i) connection.source.push_back(layers[names[i]]);
      connection.target = layers[names.back()];
      topology.connection.push_back(std::move(connection));
    }
  }
  topology.layer = layers.take();
  return topology;
}

}  // namespace

NetworkTopology network_topology(const NeuronsConfig& config, Tensors tensors) {
  if (config.chain.empty() == config.edges.empty())
    throw core::ConfigError(fmt::format(
        "neurons.chain and neurons.edges: found {}, expected one of them: the tensors in order, or which "
        "layers each tensor joins; or neurons.preset, which gives one for a family of networks",
        config.chain.empty() ? "neither" : "both"));
  return in_order(
      config.chain.empty() ? edge_topology(config.edges, tensors) : chain_topology(config.chain, tensors),
      tensors);
}

}  // namespace netseam::pipeline
