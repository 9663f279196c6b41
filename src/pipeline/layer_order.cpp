#include "layer_order.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace netseam::pipeline {
namespace {

void check_pairs(const NetworkTopology& topology, std::span<const input::TensorInfo> tensors) {
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> joined_by;
  for (const Connection& connection : topology.connection)
    for (const std::size_t source : connection.source) {
      const auto [at, fresh] = joined_by.emplace(std::pair{source, connection.target}, connection.tensor);
      if (!fresh)
        throw core::ConfigError(
            fmt::format("neurons.edges: \"{}\" and \"{}\" both lead from \"{}\" to \"{}\"; one may",
                        tensors[at->second].name, tensors[connection.tensor].name, topology.layer[source],
                        topology.layer[connection.target]));
    }
}

/// For every layer, those that lead to it.
std::vector<std::set<std::size_t>> sources_of(const NetworkTopology& topology) {
  std::vector<std::set<std::size_t>> sources(topology.layer.size());
  for (const Connection& connection : topology.connection)
    sources[connection.target].insert(connection.source.begin(), connection.source.end());
  return sources;
}

/// Some cycle among layers that all have a source among them.
[[noreturn]] void fail_with_cycle(const NetworkTopology& topology,
                                  const std::vector<std::set<std::size_t>>& sources, std::size_t layer) {
  std::vector<std::size_t> path;  // against the arrows
  while (std::find(path.begin(), path.end(), layer) == path.end()) {
    path.push_back(layer);
    layer = *sources[layer].begin();
  }
  std::string text = topology.layer[layer];
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    text += " -> " + topology.layer[*at];
    if (*at == layer) break;
  }
  throw core::ConfigError("neurons.edges: the layers lead in a circle: " + text);
}

}  // namespace

NetworkTopology in_order(NetworkTopology topology, std::span<const input::TensorInfo> tensors) {
  check_pairs(topology, tensors);
  auto waiting_for = sources_of(topology);
  std::set<std::size_t> left;
  for (std::size_t layer = 0; layer < topology.layer.size(); ++layer) left.insert(layer);
  std::vector<std::size_t> place(topology.layer.size());
  NetworkTopology ordered;
  while (!left.empty()) {
    const auto next =
        std::find_if(left.begin(), left.end(), [&](std::size_t layer) { return waiting_for[layer].empty(); });
    if (next == left.end()) fail_with_cycle(topology, waiting_for, *left.begin());
    const std::size_t layer = *next;
    place[layer] = ordered.layer.size();
    ordered.layer.push_back(topology.layer[layer]);
    left.erase(layer);
    for (auto& sources : waiting_for) sources.erase(layer);
  }
  for (Connection& connection : topology.connection) {
    connection.target = place[connection.target];
    for (std::size_t& source : connection.source) source = place[source];
  }
  ordered.connection = std::move(topology.connection);
  return ordered;
}

NamedOrder order_of(const input::ActivationReader& reader) {
  NamedOrder order{reader.order(), {}};
  for (std::size_t layer = 0; layer < reader.layers(); ++layer)
    order.name.push_back(reader.tensor(layer).name);
  return order;
}

void report_order(parallel::Log& log, const std::string& title, const NamedOrder& order,
                  std::string_view section, std::string_view key, bool dry_run) {
  const auto say = [&](const std::string& text) {
    if (dry_run)
      log.line(text);
    else
      log.record(text);
  };
  if (order.source == data::OrderSource::guessed)
    log.line(fmt::format("{}: warning: {}", title, artifact::order_warning(order.name, section, key)));
  say(fmt::format("{}: order of the layers ({}), {}: {}", title, data::name_of(order.source),
                  artifact::order_words(order.source), fmt::join(order.name, ", ")));
}

}  // namespace netseam::pipeline
