#include "made_networks.hpp"

#include "netseam/hierarchy/condensed_network.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace netseam;
using Kept = std::vector<std::vector<std::size_t>>;

namespace {

/// By the definition: sweep over all units until nothing changes.
Kept kept_by_sweeps(const data::LayeredNetwork& network) {
  const std::size_t last = network.units.size() - 1;
  std::vector<std::vector<bool>> stays;
  for (const std::size_t units : network.units) stays.emplace_back(units, true);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t l = 0; l < last; ++l)
      for (std::size_t u = 0; u < network.units[l]; ++u) {
        bool in = l == 0, out = false;
        for (const auto& edge : network.edge[l]) out = out || (edge.source == u && stays[l + 1][edge.target]);
        if (l > 0)
          for (const auto& edge : network.edge[l - 1])
            in = in || (edge.target == u && stays[l - 1][edge.source]);
        if (!stays[l][u] || (in && out)) continue;
        stays[l][u] = false;
        changed = true;
      }
  }
  Kept kept;
  for (std::size_t l = 0; l <= last; ++l) {
    kept.emplace_back();
    for (std::size_t u = 0; u < network.units[l]; ++u)
      if (stays[l][u]) kept[l].push_back(u);
  }
  return kept;
}

}  // namespace

TEST_CASE("condensation keeps what sweeping over all units keeps, with the edges between", "[serial]") {
  std::size_t dropped = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto network = random_network({5, 6, 7, 6, 4}, 0.15, seed);
    const auto condensed = hierarchy::condense(network);
    REQUIRE(condensed.kept == kept_by_sweeps(network));
    for (std::size_t l = 0; l < network.edge.size(); ++l) {
      std::size_t expected = 0;
      for (const auto& edge : network.edge[l])
        if (std::ranges::find(condensed.kept[l], edge.source) != condensed.kept[l].end() &&
            std::ranges::find(condensed.kept[l + 1], edge.target) != condensed.kept[l + 1].end()) {
          const auto& found = condensed.edge[l].at(expected++);
          REQUIRE(condensed.kept[l].at(found.source) == edge.source);
          REQUIRE(condensed.kept[l + 1].at(found.target) == edge.target);
          REQUIRE(found.weight == edge.weight);
        }
      REQUIRE(condensed.edge[l].size() == expected);
      dropped += network.edge[l].size() - expected;
    }
    REQUIRE(condensed.kept.back().size() == network.units.back());
  }
  REQUIRE(dropped > 0);
}

TEST_CASE("what is no layered network is named with its place", "[serial]") {
  const auto fault = [](const data::LayeredNetwork& network) {
    const auto found = hierarchy::network_fault(network);
    return found ? found->place + ": " + found->found : std::string();
  };
  REQUIRE(fault(small_network({2, 2}, {{{0, 0}, {1, 1}}})).empty());
  REQUIRE(fault(small_network({2}, {})) == "layers: 1");
  REQUIRE(fault(small_network({2, 2, 2}, {{{0, 0}}})) == "edges: 1 weight layers");
  REQUIRE(fault(small_network({2, 0, 2}, {{}, {}})) == "layer 1: no units");
  REQUIRE(fault(small_network({2, 2}, {{{0, 0}, {2, 1}}})) ==
          "weight layer 0, edge 1: an edge from unit 2 to unit 1");
  REQUIRE(fault(small_network({2, 2}, {{{0, 0}, {1, 2}}})) ==
          "weight layer 0, edge 1: an edge from unit 1 to unit 2");
  REQUIRE(fault(small_network({2, 2}, {{{0, 0}, {1, 1}, {0, 0}}})) ==
          "weight layer 0, edge 2: again the edge 0 -> 0 of edge 0");
  auto network = small_network({2, 2}, {{{0, 0}, {1, 1}}});
  network.edge[0][1].weight = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(fault(network) == "weight layer 0, edge 1: weight nan");
}

TEST_CASE("networks in which nothing is left, or an output hangs loose, are named", "[serial]") {
  // hidden unit 0 gets an edge but sends none, unit 1 sends one but gets none
  auto nothing =
      hierarchy::condensed_fault(hierarchy::condense(small_network({2, 2, 1}, {{{0, 0}}, {{1, 0}}})));
  REQUIRE(nothing);
  REQUIRE(nothing->place == "layer 0");
  auto loose =
      hierarchy::condensed_fault(hierarchy::condense(small_network({2, 1, 2}, {{{0, 0}}, {{0, 0}}})));
  REQUIRE(loose);
  REQUIRE(loose->place == "output 1");
  REQUIRE_FALSE(
      hierarchy::condensed_fault(hierarchy::condense(small_network({2, 1, 1}, {{{0, 0}}, {{0, 0}}}))));
}
