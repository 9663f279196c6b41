#pragma once
#include "netseam/data/neuron_network.hpp"
#include "netseam/graph/block_graph.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace netseam::graph {

/// Which neurons are left out of the graph.
enum class IsolatedRule {
  no_edges,    // those without edges
  unconnected  // those of connected components that lack a neuron of the first or of the last layer, too
};

struct IsolatedRuleName {
  IsolatedRule rule;
  std::string_view name;
};
inline constexpr std::array<IsolatedRuleName, 2> isolated_rules = {
    {{IsolatedRule::no_edges, "no-edges"}, {IsolatedRule::unconnected, "unconnected"}}};

/// Whether each neuron is in the graph. `component`: NeuronGraph::components().
/// Source: code released with Hod et al. 2021, arXiv:2110.08058 (no_edges), and with Filan et al. 2020,
/// arXiv:2003.04881 (unconnected).
[[nodiscard]] std::vector<bool> neurons_in_graph(IsolatedRule rule, const data::NeuronNetwork& network,
                                                 std::span<const std::int32_t> component);

/// Rows with 0 for every weight of a neuron that is not in the graph.
[[nodiscard]] BlockRows rows_in_graph(const data::NeuronNetwork& network, BlockRows rows,
                                      std::vector<bool> in_graph);

}  // namespace netseam::graph
