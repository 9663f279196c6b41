#include "netseam/data/layer_distances.hpp"
#include "netseam/transport/pair_order.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

using namespace netseam;
using namespace netseam::transport;

TEST_CASE("every pair comes once", "[serial]") {
  const std::size_t layers = GENERATE(0, 1, 2, 8, 9, 37);
  const std::size_t tile = GENERATE(1, 4, 8, 100);
  const auto pairs = tiled_pairs(layers, tile);
  std::vector<int> times(data::pair_count(layers), 0);
  for (const auto& [first, second] : pairs) {
    REQUIRE(first < second);
    REQUIRE(second < layers);
    ++times[data::pair_index(first, second, layers)];
  }
  REQUIRE(times == std::vector<int>(data::pair_count(layers), 1));
}

TEST_CASE("successive pairs of a tile share their first layer", "[serial]") {
  constexpr std::size_t layers = 64, tile = 8;
  const auto pairs = tiled_pairs(layers, tile);
  std::size_t changes = 0;
  for (std::size_t k = 1; k < pairs.size(); ++k) changes += pairs[k].first != pairs[k - 1].first ? 1 : 0;
  REQUIRE(changes < layers / tile * (layers / tile + 1) / 2 * tile);  // at most one for each row of each tile
}

TEST_CASE("a contiguous part of the order needs few layers", "[serial]") {
  constexpr std::size_t layers = 128, parts = 16;
  const auto pairs = tiled_pairs(layers);
  for (std::size_t part = 0; part < parts; ++part) {
    const parallel::WorkRange range{part * pairs.size() / parts, (part + 1) * pairs.size() / parts};
    const auto needed = layers_needed(pairs, range, layers);
    // 508 pairs: a square of 23 x 23 would need 45 layers, rows of the triangle nearly all of the 128
    REQUIRE(std::count(needed.begin(), needed.end(), 1) <= 80);
  }
}

TEST_CASE("shares are contiguous and follow cost and weight", "[serial]") {
  std::vector<double> cost(1000, 1.0);
  std::fill(cost.begin(), cost.begin() + 100, 10.0);  // sum 1900
  const std::vector<std::size_t> weight{1, 2, 1};
  const auto shares = proportional_shares(cost, weight);
  REQUIRE(shares.size() == 3);
  REQUIRE(shares.front().begin == 0);
  REQUIRE(shares.back().end == cost.size());
  double begin = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    if (k > 0) REQUIRE(shares[k].begin == shares[k - 1].end);
    const double sum = std::accumulate(cost.begin() + static_cast<std::ptrdiff_t>(shares[k].begin),
                                       cost.begin() + static_cast<std::ptrdiff_t>(shares[k].end), 0.0);
    REQUIRE(std::abs(sum - 475.0 * static_cast<double>(weight[k])) <= 10.0);  // the dearest item
    begin += sum;
  }
  REQUIRE(begin == 1900.0);
}

TEST_CASE("there may be more shares than items", "[serial]") {
  const auto shares = proportional_shares(std::vector<double>{1.0, 1.0}, std::vector<std::size_t>(5, 1));
  std::size_t items = 0;
  for (const auto& share : shares) items += share.size();
  REQUIRE(shares.size() == 5);
  REQUIRE(items == 2);
}

TEST_CASE("larger layers and layers further apart cost more", "[serial]") {
  REQUIRE(pair_cost(2000, 2000, 0) > 4 * pair_cost(1000, 1000, 0));
  REQUIRE(pair_cost(100, 300, 0.5) == pair_cost(300, 100, 0.5));
  REQUIRE(pair_cost(100, 100, 1) == 3 * pair_cost(100, 100, 0));
}

TEST_CASE("near pairs go last, all else stays in order", "[serial]") {
  std::vector<LayerPair> pairs{{0, 1}, {0, 9}, {1, 2}, {3, 15}, {14, 15}};
  REQUIRE(put_near_pairs_last(pairs, 16) == 2);
  REQUIRE(pairs == std::vector<LayerPair>{{0, 9}, {3, 15}, {0, 1}, {1, 2}, {14, 15}});
}
