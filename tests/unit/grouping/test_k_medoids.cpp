#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/k_medoids.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <limits>

using namespace netseam;
using grouping::k_medoids;
using Labels = std::vector<std::size_t>;

namespace {

double cost_of(const std::vector<double>& distance, std::size_t layers, const Labels& medoids) {
  double cost = 0;
  for (std::size_t i = 0; i < layers; ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t m : medoids) least = std::min(least, distance[i * layers + m]);
    cost += least;
  }
  return cost;
}

double least_cost(const std::vector<double>& distance, std::size_t layers, std::size_t groups) {
  double least = std::numeric_limits<double>::infinity();
  for (unsigned set = 0; set < 1U << layers; ++set) {
    if (static_cast<std::size_t>(std::popcount(set)) != groups) continue;
    Labels medoids;
    for (std::size_t i = 0; i < layers; ++i)
      if ((set >> i & 1U) != 0) medoids.push_back(i);
    least = std::min(least, cost_of(distance, layers, medoids));
  }
  return least;
}

}  // namespace

TEST_CASE("medoids cost what they say, and no exchange lowers the cost", "[serial]") {
  std::size_t cases = 0, optimal = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const std::size_t layers = 9;
    const auto distance = random_distances(layers, seed);
    for (std::size_t groups = 1; groups <= layers; ++groups) {
      const auto result = k_medoids({distance.data(), layers, layers}, groups);
      REQUIRE(result.medoid.size() == groups);
      REQUIRE(result.cost == Approx(cost_of(distance, layers, result.medoid)).margin(1e-14));
      for (std::size_t i = 0; i < layers; ++i)
        for (const std::size_t medoid : result.medoid)
          REQUIRE(distance[i * layers + result.medoid[result.label[i]]] <= distance[i * layers + medoid]);
      for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t layer = 0; layer < layers; ++layer) {
          Labels changed(result.medoid);
          REQUIRE(result.label[changed[g]] == g);
          changed[g] = layer;
          REQUIRE(cost_of(distance, layers, changed) >= result.cost - 1e-13);
        }
      const double least = least_cost(distance, layers, groups);
      REQUIRE(result.cost >= least - 1e-13);
      ++cases;
      optimal += result.cost <= least + 1e-13 ? 1 : 0;
      if (groups == 1 || groups + 1 >= layers) REQUIRE(result.cost == Approx(least).margin(1e-13));
    }
  }
  // a local minimum may miss the optimum, but the search would be broken if it often did
  REQUIRE(optimal * 10 >= cases * 8);
}

TEST_CASE("medoids of planted groups are the optimum and the groups", "[serial]") {
  const Labels group{0, 1, 0, 1, 2, 2, 0, 1, 2, 2};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto distance = planted_distances(group, 0.05, 0.1, 0.1, seed);
    const auto result = k_medoids({distance.data(), 10, 10}, 3);
    REQUIRE(result.label == group);
    REQUIRE(result.cost == Approx(least_cost(distance, 10, 3)).epsilon(1e-13));
  }
}

TEST_CASE("equal layers still make as many groups as were asked for", "[serial]") {
  const std::vector<double> zero(25, 0);
  for (std::size_t groups = 1; groups <= 5; ++groups) {
    const auto result = k_medoids({zero.data(), 5, 5}, groups);
    REQUIRE(result.cost == 0);
    REQUIRE(std::ranges::max(result.label) == groups - 1);
  }
  REQUIRE_THROWS_AS(k_medoids({zero.data(), 5, 5}, 0), core::InternalError);
  REQUIRE_THROWS_AS(k_medoids({zero.data(), 5, 5}, 6), core::InternalError);
}
