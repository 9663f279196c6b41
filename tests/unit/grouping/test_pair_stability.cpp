#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/grouping/pair_stability.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace netseam;

namespace {

constexpr std::size_t layers = 8;

// Losses of one resample for each of the given groupings: column b has those of the b-th.
std::vector<double> losses_of(const std::vector<std::vector<std::size_t>>& groups) {
  std::vector<double> losses(data::pair_count(layers) * groups.size());
  for (std::size_t b = 0; b < groups.size(); ++b) {
    const auto distance = planted_distances(groups[b], 0.04, 0.1, 0.02, b);
    for (std::size_t i = 0; i < layers; ++i)
      for (std::size_t j = i + 1; j < layers; ++j)
        losses[data::pair_index(i, j, layers) * groups.size() + b] =
            4 * distance[i * layers + j] * distance[i * layers + j];
  }
  return losses;
}

}  // namespace

TEST_CASE("the stability of a pair is how often its layers are in one group", "[serial]") {
  const std::vector<std::vector<std::size_t>> groups{
      {0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 0, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 1, 1, 2, 2, 2}};
  const auto losses = losses_of(groups);
  const auto together = grouping::pair_stability({losses.data(), data::pair_count(layers), 4}, layers, {});
  REQUIRE(together.size() == data::pair_count(layers));
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j) {
      double share = 0;
      for (const auto& group : groups) share += group[i] == group[j] ? 0.25 : 0;
      REQUIRE(together[data::pair_index(i, j, layers)] == share);
    }
}

TEST_CASE("resamples that are not finite are left out of the stability of pairs", "[serial]") {
  const std::vector<std::size_t> group{0, 0, 0, 0, 1, 1, 1, 1};
  auto losses = losses_of({group, std::vector<std::size_t>(layers, 0)});
  losses[3] = std::numeric_limits<double>::quiet_NaN();  // in column 1
  const auto together = grouping::pair_stability({losses.data(), data::pair_count(layers), 2}, layers, {});
  REQUIRE(together[data::pair_index(0, 3, layers)] == 1);
  REQUIRE(together[data::pair_index(3, 4, layers)] == 0);
  REQUIRE(grouping::pair_stability({nullptr, data::pair_count(layers), 0}, layers, {}) ==
          std::vector<double>(data::pair_count(layers), 0));
  REQUIRE_THROWS_AS(grouping::pair_stability({losses.data(), 3, 2}, layers, {}), core::InternalError);
}
