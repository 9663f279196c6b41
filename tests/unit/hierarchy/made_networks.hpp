#pragma once
#include "netseam/core/random_stream.hpp"
#include "netseam/data/layered_network.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace netseam {

/// A network with these units and, of all edges between consecutive layers, each with probability `share`.
inline data::LayeredNetwork random_network(const std::vector<std::size_t>& units, double share,
                                           std::uint64_t seed) {
  core::RandomStream random(seed, 0, core::Purpose::test);
  data::LayeredNetwork network{"random", units, {}};
  for (std::size_t l = 0; l + 1 < units.size(); ++l) {
    network.edge.emplace_back();
    for (std::uint32_t i = 0; i < units[l]; ++i)
      for (std::uint32_t j = 0; j < units[l + 1]; ++j)
        if (random.uniform() < share) network.edge.back().push_back({i, j, random.normal()});
  }
  return network;
}

/// Edges given as pairs.
inline data::LayeredNetwork small_network(
    const std::vector<std::size_t>& units,
    const std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>>& edges) {
  data::LayeredNetwork network{"small", units, {}};
  for (const auto& layer : edges) {
    network.edge.emplace_back();
    for (const auto& [source, target] : layer) network.edge.back().push_back({source, target, 1});
  }
  return network;
}

}  // namespace netseam
