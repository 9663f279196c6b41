#include "netseam/graph/neurons_in_graph.hpp"

#include <algorithm>
#include <utility>

namespace netseam::graph {
namespace {

/// Whether each component has a neuron among some.
std::vector<bool> components_of(std::span<const std::int32_t> component, std::size_t first, std::size_t count,
                                std::size_t components) {
  std::vector<bool> seen(components, false);
  for (const std::int32_t number : component.subspan(first, count))
    if (number != data::not_in_graph) seen[static_cast<std::size_t>(number)] = true;
  return seen;
}

}  // namespace

std::vector<bool> neurons_in_graph(IsolatedRule rule, const data::NeuronNetwork& network,
                                   std::span<const std::int32_t> component) {
  std::vector<bool> in_graph(component.size());
  for (std::size_t i = 0; i < in_graph.size(); ++i) in_graph[i] = component[i] != data::not_in_graph;
  if (rule == IsolatedRule::no_edges || component.empty()) return in_graph;
  const std::size_t last = network.layer.size() - 1;
  const auto components = static_cast<std::size_t>(*std::max_element(component.begin(), component.end()) + 1);
  const auto begins = components_of(component, 0, network.layer[0].units, components);
  const auto ends =
      components_of(component, network.first_neuron(last), network.layer[last].units, components);
  for (std::size_t i = 0; i < in_graph.size(); ++i) {
    const auto number = static_cast<std::size_t>(component[i]);
    in_graph[i] = in_graph[i] && begins[number] && ends[number];
  }
  return in_graph;
}

BlockRows rows_in_graph(const data::NeuronNetwork& network, BlockRows rows, std::vector<bool> in_graph) {
  return [network, rows = std::move(rows), in_graph = std::move(in_graph)](
             std::size_t which, std::size_t first, std::size_t count, std::span<float> out) {
    rows(which, first, count, out);
    const data::WeightBlock& block = network.block[which];
    const std::size_t columns = network.layer[block.source].units;
    const std::size_t source = network.first_neuron(block.source),
                      target = network.first_neuron(block.target);
    for (std::size_t k = 0; k < count * columns; ++k)
      if (!in_graph[target + first + k / columns] || !in_graph[source + k % columns]) out[k] = 0;
  };
}

}  // namespace netseam::graph
