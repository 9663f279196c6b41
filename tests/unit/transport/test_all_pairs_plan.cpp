#include "netseam/data/layer_distances.hpp"
#include "netseam/transport/all_pairs_plan.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

using namespace netseam;
using namespace netseam::transport;

namespace {

PlanInput input_of(std::size_t layers, std::vector<std::size_t> ranks, LayerPlacement placement) {
  PlanInput input;
  input.layers.assign(layers, data::LayerShape{"layer", 100, 50});
  input.ranks_of_node = std::move(ranks);
  input.placement = placement;
  return input;
}

}  // namespace

TEST_CASE("every layer has one owner, on a node that holds it", "[serial]") {
  const auto placement = GENERATE(LayerPlacement::everywhere, LayerPlacement::where_needed);
  const auto input = input_of(40, {3, 1, 8, 8}, placement);
  const auto plan = plan_all_pairs(input);
  REQUIRE(plan.build_order.size() == 40);
  for (std::size_t layer = 0; layer < 40; ++layer) {
    REQUIRE(std::count(plan.build_order.begin(), plan.build_order.end(), layer) == 1);
    REQUIRE(plan.owner_node[layer] < 4);
    REQUIRE(plan.owner_rank[layer] < input.ranks_of_node[plan.owner_node[layer]]);
    REQUIRE(plan.held[plan.owner_node[layer]][layer]);
  }
}

TEST_CASE("a node holds the layers of its share, and no more where memory is to be saved", "[serial]") {
  const auto plan =
      plan_all_pairs(input_of(64, std::vector<std::size_t>(8, 4), LayerPlacement::where_needed));
  for (std::size_t node = 0; node < 8; ++node) {
    std::vector<char> needed(64, 0);
    for (const auto& range : plan.share[node]) {
      const auto of_range = layers_needed(plan.pairs, range, 64);
      for (std::size_t layer = 0; layer < 64; ++layer) needed[layer] |= of_range[layer];
    }
    REQUIRE(plan.held[node] == needed);
    REQUIRE(std::count(plan.held[node].begin(), plan.held[node].end(), 1) < 64);
  }
  const auto all = plan_all_pairs(input_of(64, std::vector<std::size_t>(8, 4), LayerPlacement::everywhere));
  for (const auto& held : all.held) REQUIRE(held == std::vector<char>(64, 1));
}

TEST_CASE("layers are built by all ranks alike", "[serial]") {
  const auto plan = plan_all_pairs(input_of(64, {4, 4, 8}, LayerPlacement::everywhere));
  std::vector<std::vector<std::size_t>> built{std::vector<std::size_t>(4), std::vector<std::size_t>(4),
                                              std::vector<std::size_t>(8)};
  for (std::size_t layer = 0; layer < 64; ++layer) ++built[plan.owner_node[layer]][plan.owner_rank[layer]];
  for (const auto& node : built) REQUIRE(node == std::vector<std::size_t>(node.size(), 4));
}

TEST_CASE("finished pairs and layers that nobody needs are left out", "[serial]") {
  auto input = input_of(6, {2, 2}, LayerPlacement::everywhere);
  input.finished.assign(data::pair_count(6), 1);
  input.finished[data::pair_index(1, 4, 6)] = 0;
  input.known_scale = {1, 1, 0, 1, 1, 1};  // that of layer 2 is to be found again
  const auto plan = plan_all_pairs(input);
  REQUIRE(plan.pairs == std::vector<LayerPair>{{1, 4}});
  auto built = plan.build_order;
  std::sort(built.begin(), built.end());
  REQUIRE(built == std::vector<std::size_t>{1, 2, 4});
  REQUIRE(plan.owner_node[0] == AllPairsPlan::nobody);
  REQUIRE(plan.held[plan.owner_node[2]][2]);
}

TEST_CASE("with all done there is nothing to do", "[serial]") {
  auto input = input_of(4, {2}, LayerPlacement::where_needed);
  input.finished.assign(data::pair_count(4), 1);
  input.known_scale.assign(4, 2.5);
  const auto plan = plan_all_pairs(input);
  REQUIRE(plan.pairs.empty());
  REQUIRE(plan.build_order.empty());
}
