#include "made_networks.hpp"

#include "netseam/core/error.hpp"
#include "netseam/hierarchy/find_modules.hpp"
#include "netseam/hierarchy/layer_clusters.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;

namespace {

/// `blocks` networks side by side, each of these units and nearly full.
data::LayeredNetwork planted_blocks(std::size_t blocks, const std::vector<std::size_t>& units,
                                    std::uint64_t seed) {
  data::LayeredNetwork whole{"planted", {}, std::vector<std::vector<data::LayerEdge>>(units.size() - 1)};
  for (const std::size_t n : units) whole.units.push_back(blocks * n);
  for (std::uint32_t b = 0; b < blocks; ++b) {
    const auto part = random_network(units, 0.9, seed + b);
    for (std::size_t l = 0; l < part.edge.size(); ++l)
      for (const auto& edge : part.edge[l])
        whole.edge[l].push_back({edge.source + b * static_cast<std::uint32_t>(units[l]),
                                 edge.target + b * static_cast<std::uint32_t>(units[l + 1]), edge.weight});
  }
  return whole;
}

}  // namespace

TEST_CASE("networks that stand side by side are the modules", "[serial]") {
  for (const auto criterion : {hierarchy::Criterion::distance_modularity, hierarchy::Criterion::silhouette})
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      // outputs: one of each block, since every output is a cluster of its own
      const auto network = planted_blocks(3, {6, 8, 8, 1}, 100 * seed);
      const auto condensed = hierarchy::condense(network);
      REQUIRE_FALSE(hierarchy::condensed_fault(condensed));
      hierarchy::DetectionOptions options;
      options.criterion = criterion;
      const auto found = hierarchy::find_modules(condensed, options);
      INFO("criterion " << static_cast<int>(criterion) << ", seed " << seed);
      for (std::size_t l = 0; l < condensed.kept.size(); ++l)
        for (std::size_t u = 0; u < condensed.kept[l].size(); ++u)
          REQUIRE(found.module[l][u] == condensed.kept[l][u] / (network.units[l] / 3));
      REQUIRE(found.edge.empty());
    }
}

TEST_CASE("the number of modules does not depend on how often it is asked, nor on names of units",
          "[serial]") {
  auto condensed = hierarchy::condense(planted_blocks(2, {5, 6, 5, 1}, 7));
  auto found = hierarchy::find_modules(condensed, {});
  const std::vector<double> theta{0.95}, tau{0.1};
  hierarchy::add_variants(found, condensed, {}, {4, theta, tau, 3, 0});
  REQUIRE(found.variant.size() == 6);
  for (const auto& variant : found.variant) {
    INFO(variant.name);
    REQUIRE_FALSE(variant.modules_differ);
    REQUIRE_FALSE(variant.clusters_differ);
  }
  REQUIRE_FALSE(data::sensitive_to_ties(found));
}

TEST_CASE("modules that ties decide are flagged, and thresholds that change them", "[serial]") {
  // five inputs around a ring of five hidden units: every neighbour is as near as the other, so the tree
  // depends on where it begins, and no number of clusters is better in another place of the ring
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ring, out;
  for (std::uint32_t u = 0; u < 5; ++u) {
    ring.push_back({u, u});
    ring.push_back({u, (u + 1) % 5});
    out.push_back({u, 0});
  }
  const auto condensed = hierarchy::condense(small_network({5, 5, 1}, {ring, out}));
  hierarchy::DetectionOptions options;
  options.features.depth = 1;  // the output is no feature of the inputs
  auto found = hierarchy::find_modules(condensed, options);
  const auto& inputs = found.cluster.front();
  REQUIRE(stats::group_count(inputs) > 1);
  REQUIRE(stats::group_count(inputs) < 5);
  hierarchy::add_variants(found, condensed, options, {20, {}, {}, 1, 0});
  REQUIRE(data::sensitive_to_ties(found));

  // theta 0.4 joins what theta 0.9 keeps apart (test_merged_modules.cpp)
  const auto early = hierarchy::condense(small_network({1, 2, 2}, {{{0, 0}, {0, 1}}, {{0, 0}, {1, 1}}}));
  auto modules = hierarchy::find_modules(early, {});
  const std::vector<double> theta{0.95, 0.4};
  hierarchy::add_variants(modules, early, {}, {0, theta, {}, 1, 0});
  REQUIRE(modules.variant.size() == 2);
  REQUIRE_FALSE(modules.variant[0].modules_differ);
  REQUIRE(modules.variant[1].modules_differ);
  REQUIRE_FALSE(modules.variant[1].clusters_differ);
  REQUIRE_FALSE(data::sensitive_to_ties(modules));
}

TEST_CASE("a layer of one unit, and one without features, is as it is", "[serial]") {
  const auto condensed = hierarchy::condense(small_network({3, 1, 1}, {{{0, 0}, {1, 0}, {2, 0}}, {{0, 0}}}));
  const auto found = hierarchy::find_modules(condensed, {});
  REQUIRE(found.module == std::vector<std::vector<std::size_t>>{{0, 0, 0}, {0}, {0}});
  hierarchy::DetectionOptions incoming;
  incoming.features.direction = hierarchy::Direction::incoming;
  REQUIRE(hierarchy::find_modules(condensed, incoming).cluster.front() == std::vector<std::size_t>{0, 1, 2});
  hierarchy::CondensedNetwork empty = condensed;
  empty.kept[1].clear();
  REQUIRE_THROWS_AS(hierarchy::find_modules(empty, {}), core::InternalError);
}
