#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/sculpt/pruned_mask.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace netseam;

namespace {

using Kept = std::vector<unsigned char>;

// Which hidden units of a layer are there, as 0 and 1.
std::vector<int> units_left(const mlp::Mask& mask, std::size_t layer) {
  std::vector<int> left;
  for (std::size_t unit = 0; unit < mask.shape.units[layer + 1]; ++unit)
    left.push_back(sculpt::unit_removed(mask, layer, unit) ? 0 : 1);
  return left;
}

}  // namespace

TEST_CASE("units whose score is not above the percentile lose their row and their column", "[serial]") {
  const auto mask = mlp::full_mask({{2, 3, 2, 1}});
  // scores 5, 1, 2 | 4, 3: sorted 1 2 3 4 5; at 30 per cent the threshold is 2.2
  const auto pruned = sculpt::prune_units(mask, {{5, 1, 2}, {4, 3}}, 30);
  REQUIRE(pruned.kept == std::vector<Kept>{{1, 1, 0, 0, 0, 0}, {1, 0, 0, 1, 0, 0}, {1, 1}});
  REQUIRE(units_left(pruned, 0) == std::vector<int>{1, 0, 0});
  REQUIRE(sculpt::removed_percent(pruned) == Approx(100 * 8.0 / 14));
  // at 25 per cent the threshold is exactly the second score: strictly greater ones stay
  REQUIRE(units_left(sculpt::prune_units(mask, {{5, 1, 2}, {4, 3}}, 25), 0) == std::vector<int>{1, 0, 0});
  REQUIRE(units_left(sculpt::prune_units(mask, {{5, 1, 2}, {4, 3}}, 24), 0) == std::vector<int>{1, 0, 1});
  // units of equal scores go together, and at 0 per cent the lowest goes
  REQUIRE(units_left(sculpt::prune_units(mask, {{1, 1, 1}, {1, 2}}, 10), 0) == std::vector<int>{0, 0, 0});
  REQUIRE(units_left(sculpt::prune_units(mask, {{5, 1, 2}, {4, 3}}, 0), 0) == std::vector<int>{1, 0, 1});
}

TEST_CASE("on the scale of layers each loses its own share", "[serial]") {
  const auto mask = mlp::full_mask({{1, 4, 4, 1}});
  const sculpt::LayerScores scores{{1, 2, 3, 4}, {10, 20, 30, 40}};
  const auto overall = sculpt::prune_units(mask, scores, 50),
             local = sculpt::prune_units(mask, scores, 50, sculpt::PruningScale::layer);
  REQUIRE((units_left(overall, 0) == std::vector<int>{0, 0, 0, 0} &&
           units_left(overall, 1) == std::vector<int>{1, 1, 1, 1}));
  REQUIRE((units_left(local, 0) == std::vector<int>{0, 0, 1, 1} &&
           units_left(local, 1) == std::vector<int>{0, 0, 1, 1}));
}

TEST_CASE("what was pruned before stays away", "[serial]") {
  auto mask = mlp::full_mask({{2, 3, 2}});
  mask.kept[0][0] = 0;
  const auto pruned = sculpt::prune_units(mask, {{3, 2, 1}}, 20);
  REQUIRE(pruned.kept == std::vector<Kept>{{0, 1, 1, 1, 0, 0}, {1, 1, 0, 1, 1, 0}});
  // percentages are cumulative: with one unit of ten gone (score 0), 20 per cent are two units
  auto ten = mlp::full_mask({{1, 10, 1}});
  const auto once = sculpt::prune_units(ten, {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}, 10);
  REQUIRE(std::ranges::count(units_left(once, 0), 0) == 1);
  const auto twice = sculpt::prune_units(once, {{0, 2, 3, 4, 5, 6, 7, 8, 9, 10}}, 20);
  REQUIRE(std::ranges::count(units_left(twice, 0), 0) == 2);
}

TEST_CASE("weights: the percentile is over all of the dense network, zeros of pruned ones included",
          "[serial]") {
  mlp::Network network{{{2, 2, 1}}, {}};
  network.parameter = {0.5F, -0.1F, 0.3F, 0.2F, 9, 9, -0.4F, 0.6F, 9};  // biases of 9 do not count
  auto mask = mlp::full_mask(network.shape);
  const auto pruned = sculpt::prune_weights(mask, network, 50);  // sizes 1 2 3 4 5 6: threshold 3.5
  REQUIRE(pruned.kept == std::vector<Kept>{{1, 0, 0, 0}, {1, 1}});
  REQUIRE(sculpt::removed_percent(pruned) == Approx(50));
  mlp::apply_mask(pruned, network);
  REQUIRE(sculpt::prune_weights(pruned, network, 50).kept == pruned.kept);  // 0 0 0 4 5 6: threshold 2
  REQUIRE(sculpt::prune_weights(pruned, network, 62).kept == std::vector<Kept>{{1, 0, 0, 0}, {0, 1}});  // 4.1
}

TEST_CASE("as many weights go as the percentage says, the smallest", "[serial]") {
  const auto network = made_network({7, 11, 5, 3});
  const auto mask = mlp::full_mask(network.shape);
  const std::size_t weights = network.shape.weights();
  for (double percent = 0; percent < 100; percent += 3.7) {
    const auto pruned = sculpt::prune_weights(mask, network, percent);
    // the threshold lies at place (n - 1) percent / 100 of the sorted sizes: that many and one more go
    const auto gone = static_cast<std::size_t>(static_cast<double>(weights - 1) * percent / 100) + 1;
    REQUIRE(pruned.weights_kept() == weights - gone);
    double smallest_kept = 1e9, greatest_gone = 0;
    for (std::size_t layer = 0; layer < 3; ++layer)
      for (std::size_t i = 0; i < pruned.kept[layer].size(); ++i) {
        const double size = std::abs(network.weights(layer)[i]);
        if (pruned.kept[layer][i] != 0)
          smallest_kept = std::min(smallest_kept, size);
        else
          greatest_gone = std::max(greatest_gone, size);
      }
    REQUIRE(greatest_gone < smallest_kept);
  }
}

TEST_CASE("scores or networks that do not fit the mask", "[serial]") {
  const auto mask = mlp::full_mask({{2, 3, 1}});
  REQUIRE_THROWS_AS(sculpt::prune_units(mask, {{1, 2}}, 10), core::InternalError);
  REQUIRE_THROWS_AS(sculpt::prune_units(mask, {{1, 2, 3}, {1}}, 10), core::InternalError);
  REQUIRE_THROWS_AS(sculpt::prune_weights(mask, made_network({2, 2, 1}), 10), core::InternalError);
}
