#include "netseam/hierarchy/condensed_network.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace netseam::hierarchy {
namespace {

struct Degrees {
  std::vector<std::vector<std::size_t>> in, out;  // of each unit of each layer

  explicit Degrees(const data::LayeredNetwork& network) {
    for (const std::size_t units : network.units) {
      in.emplace_back(units, 0);
      out.emplace_back(units, 0);
    }
    for (std::size_t l = 0; l < network.edge.size(); ++l)
      for (const data::LayerEdge& edge : network.edge[l]) {
        ++out[l][edge.source];
        ++in[l + 1][edge.target];
      }
  }
};

// Whether `unit` of `layer`, one of L + 1, carries something.
bool carries(const Degrees& degrees, std::size_t layer, std::size_t unit) {
  const bool output = layer + 1 == degrees.in.size();
  return output || (degrees.out[layer][unit] > 0 && (layer == 0 || degrees.in[layer][unit] > 0));
}

// Edges of a layer that start, or end, at each unit: their numbers, grouped by unit.
struct EdgesByUnit {
  std::vector<std::size_t> first, number;

  EdgesByUnit(const std::vector<data::LayerEdge>& edges, std::size_t units,
              std::uint32_t data::LayerEdge::*end)
      : first(units + 1, 0), number(edges.size()) {
    for (const data::LayerEdge& edge : edges) ++first[edge.*end + 1];
    for (std::size_t u = 0; u < units; ++u) first[u + 1] += first[u];
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (std::size_t e = 0; e < edges.size(); ++e) number[next[edges[e].*end]++] = e;
  }
};

std::optional<NetworkFault> shape_fault(const data::LayeredNetwork& network) {
  if (network.units.size() < 2)
    return NetworkFault{"layers", fmt::format("{}", network.units.size()), "at least inputs and outputs"};
  if (network.edge.size() + 1 != network.units.size())
    return NetworkFault{"edges", fmt::format("{} weight layers", network.edge.size()),
                        fmt::format("{}, one fewer than layers of units", network.units.size() - 1)};
  for (std::size_t l = 0; l < network.units.size(); ++l)
    if (network.units[l] == 0) return NetworkFault{fmt::format("layer {}", l), "no units", "at least one"};
  return std::nullopt;
}

std::optional<NetworkFault> edge_fault(const data::LayeredNetwork& network, std::size_t layer) {
  const auto place = [&](std::size_t e) { return fmt::format("weight layer {}, edge {}", layer, e); };
  std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::size_t>> seen;
  for (std::size_t e = 0; e < network.edge[layer].size(); ++e) {
    const data::LayerEdge& edge = network.edge[layer][e];
    if (edge.source >= network.units[layer] || edge.target >= network.units[layer + 1])
      return NetworkFault{place(e), fmt::format("an edge from unit {} to unit {}", edge.source, edge.target),
                          fmt::format("units below {} of layer {} and below {} of layer {}",
                                      network.units[layer], layer, network.units[layer + 1], layer + 1)};
    if (!std::isfinite(edge.weight))
      return NetworkFault{place(e), fmt::format("weight {}", edge.weight), "a number"};
    seen.push_back({{edge.source, edge.target}, e});
  }
  std::ranges::sort(seen);
  for (std::size_t i = 1; i < seen.size(); ++i)
    if (seen[i].first == seen[i - 1].first)
      return NetworkFault{place(seen[i].second),
                          fmt::format("again the edge {} -> {} of edge {}", seen[i].first.first,
                                      seen[i].first.second, seen[i - 1].second),
                          "every edge once"};
  return std::nullopt;
}

}  // namespace

std::optional<NetworkFault> network_fault(const data::LayeredNetwork& network) {
  if (auto fault = shape_fault(network)) return fault;
  for (std::size_t l = 0; l < network.edge.size(); ++l)
    if (auto fault = edge_fault(network, l)) return fault;
  return std::nullopt;
}

CondensedNetwork condense(const data::LayeredNetwork& network) {
  if (network.edge.size() + 1 != network.units.size())
    throw core::InternalError("condense: another number of weight layers than layers of units allow");
  const std::size_t layers = network.units.size();
  Degrees degrees(network);
  std::vector<EdgesByUnit> outgoing, incoming;  // of weight layers
  for (std::size_t l = 0; l + 1 < layers; ++l) {
    outgoing.emplace_back(network.edge[l], network.units[l], &data::LayerEdge::source);
    incoming.emplace_back(network.edge[l], network.units[l + 1], &data::LayerEdge::target);
  }

  std::vector<std::vector<char>> stays;
  std::vector<std::pair<std::size_t, std::size_t>> dropped;  // layer, unit; edges yet to be taken away
  const auto look_at = [&](std::size_t layer, std::size_t unit) {
    if (!stays[layer][unit] || carries(degrees, layer, unit)) return;
    stays[layer][unit] = 0;
    dropped.emplace_back(layer, unit);
  };
  for (const std::size_t units : network.units) stays.emplace_back(units, 1);
  for (std::size_t l = 0; l < layers; ++l)
    for (std::size_t u = 0; u < network.units[l]; ++u) look_at(l, u);
  while (!dropped.empty()) {
    const auto [layer, unit] = dropped.back();
    dropped.pop_back();
    if (layer + 1 < layers)
      for (std::size_t i = outgoing[layer].first[unit]; i < outgoing[layer].first[unit + 1]; ++i) {
        const std::size_t target = network.edge[layer][outgoing[layer].number[i]].target;
        --degrees.in[layer + 1][target];
        look_at(layer + 1, target);
      }
    if (layer > 0)
      for (std::size_t i = incoming[layer - 1].first[unit]; i < incoming[layer - 1].first[unit + 1]; ++i) {
        const std::size_t source = network.edge[layer - 1][incoming[layer - 1].number[i]].source;
        --degrees.out[layer - 1][source];
        look_at(layer - 1, source);
      }
  }

  CondensedNetwork result;
  std::vector<std::vector<std::uint32_t>> place;
  for (std::size_t l = 0; l < layers; ++l) {
    result.kept.emplace_back();
    place.emplace_back(network.units[l], 0);
    for (std::size_t u = 0; u < network.units[l]; ++u) {
      if (!stays[l][u]) continue;
      place[l][u] = static_cast<std::uint32_t>(result.kept[l].size());
      result.kept[l].push_back(u);
    }
  }
  for (std::size_t l = 0; l + 1 < layers; ++l) {
    result.edge.emplace_back();
    for (const data::LayerEdge& edge : network.edge[l])
      if (stays[l][edge.source] && stays[l + 1][edge.target])
        result.edge[l].push_back({place[l][edge.source], place[l + 1][edge.target], edge.weight});
  }
  return result;
}

std::optional<NetworkFault> condensed_fault(const CondensedNetwork& network) {
  for (std::size_t l = 0; l < network.kept.size(); ++l)
    if (network.kept[l].empty())
      return NetworkFault{fmt::format("layer {}", l), "no unit on a path from an input to an output",
                          "at least one"};
  std::vector<char> reached(network.kept.back().size(), 0);
  for (const data::LayerEdge& edge : network.edge.back()) reached[edge.target] = 1;
  const auto lonely = std::ranges::find(reached, 0);
  if (lonely != reached.end())
    return NetworkFault{fmt::format("output {}", lonely - reached.begin()), "no path from an input",
                        "every output reached"};
  return std::nullopt;
}

}  // namespace netseam::hierarchy
