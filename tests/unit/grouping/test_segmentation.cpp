#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/grouping/segmentation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

using namespace netseam;
using Borders = std::vector<std::size_t>;

namespace {

using Rule = std::function<double(double, double)>;  // distance of layers i < j

std::vector<double> matrix_of(std::size_t layers, const Rule& rule, double noise = 0,
                              std::uint64_t seed = 1) {
  core::RandomStream random(seed, 0, core::Purpose::test);
  std::vector<double> distance(layers * layers, 0);
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j)
      distance[i * layers + j] = distance[j * layers + i] =
          rule(static_cast<double>(i), static_cast<double>(j)) * std::abs(1 + noise * random.normal());
  return distance;
}

data::Segmentation segment(std::size_t layers, const Rule& rule, double noise = 0, std::uint64_t seed = 1) {
  const auto distance = matrix_of(layers, rule, noise, seed);
  return grouping::segment({distance.data(), layers, layers}, {});
}

double naive_cost(const std::vector<double>& distance, std::size_t layers, Borders borders) {
  borders.insert(borders.begin(), 0);
  borders.push_back(layers);
  double total = 0;
  for (std::size_t g = 0; g + 1 < borders.size(); ++g) {
    double sum = 0;
    for (std::size_t i = borders[g]; i < borders[g + 1]; ++i)
      for (std::size_t j = i + 1; j < borders[g + 1]; ++j) sum += std::pow(distance[i * layers + j], 2);
    total += sum / static_cast<double>(borders[g + 1] - borders[g]);
  }
  return total;
}

Rule blocks(double within, double between, std::vector<double> borders) {
  return [=](double i, double j) {
    for (const double border : borders)
      if (i < border && j >= border) return between;
    return within;
  };
}

}  // namespace

TEST_CASE("dynamic programming finds the least cost of every number of groups", "[serial]") {
  const std::size_t layers = 9;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto distance = matrix_of(
        layers, [](double, double) { return 1.0; }, 0.5, seed);
    const auto result = grouping::segment({distance.data(), layers, layers}, {});
    std::vector<double> least(layers, std::numeric_limits<double>::infinity());
    for (unsigned mask = 0; mask < 1U << (layers - 1); ++mask) {  // bit b: a group begins at layer b + 1
      Borders borders;
      for (std::size_t b = 0; b + 1 < layers; ++b)
        if ((mask >> b & 1U) != 0) borders.push_back(b + 1);
      double& best = least[borders.size()];
      best = std::min(best, naive_cost(distance, layers, borders));
    }
    REQUIRE(result.cost.size() == layers);
    for (std::size_t k = 0; k < layers; ++k)
      REQUIRE(result.cost[k] == Approx(least[k]).epsilon(1e-12).margin(1e-12));
    REQUIRE(naive_cost(distance, layers, result.border) ==
            Approx(result.cost[result.border.size()]).margin(1e-12));
  }
}

TEST_CASE("planted groups are found at their borders", "[serial]") {
  // means measured on a trained modular transformer: 0.057 within blocks, 0.102 between
  for (const double noise : {0.0, 0.05, 0.1})
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      REQUIRE(segment(15, blocks(0.057, 0.102, {5, 10}), noise, seed).border == Borders{5, 10});
      REQUIRE(segment(20, blocks(0.057, 0.102, {3, 11, 14}), noise, seed).border == Borders{3, 11, 14});
      REQUIRE(segment(12, blocks(0.01, 0.1, {4}), noise, seed).border == Borders{4});
    }
  // groups within a drift: the jump adds to it
  REQUIRE(segment(15, [](double i, double j) {
            return 0.02 * (j - i) + blocks(0, 0.1, {5, 10})(i, j);
          }).border == Borders{5, 10});
  // a layer apart from all others is a group when it is far enough: its own side counts 0
  REQUIRE(segment(9, [](double i, double j) { return i == 4 || j == 4 ? 0.15 : 0.05; }).border ==
          Borders{4, 5});
  REQUIRE(segment(9, [](double i, double j) { return i == 4 || j == 4 ? 0.09 : 0.05; }).border.empty());
}

TEST_CASE("equidistant layers are one group", "[serial]") {
  for (const double noise : {0.0, 0.05, 0.1})
    for (const std::size_t layers : {4, 9, 30, 60})
      for (std::uint64_t seed = 0; seed < 5; ++seed)
        REQUIRE(segment(
                    layers, [](double, double) { return 0.1; }, noise, seed)
                    .border.empty());
}

TEST_CASE("a smooth drift is one group", "[serial]") {
  const std::vector<Rule> drifts{
      [](double i, double j) { return j - i; },                        // even
      [](double i, double j) { return std::sqrt(j - i); },             // a random walk
      [](double i, double j) { return std::sin(0.02 * (j - i)); },     // an arc
      [](double i, double j) { return j * j - i * i; },                // speeding up
      [](double i, double j) { return std::log((j + 1) / (i + 1)); },  // slowing down
      [](double i, double j) {
        return std::exp(0.05 * j) - std::exp(0.05 * i);
      },  // speeding up by 5 % a layer
  };
  for (const auto& drift : drifts)
    for (const std::size_t layers : {6, 9, 15, 30, 60})
      for (const double noise : {0.0, 0.05}) REQUIRE(segment(layers, drift, noise, layers).border.empty());
}

TEST_CASE("the contrast of a border is that of the definition", "[serial]") {
  // groups {0,1,2} and {3,4}: one border, by hand. Across: 1 step d23 = 6; 2 steps d13 = 7, d24 = 9; 3 steps
  // not within a side. Left within: 1 step (1 + 2)/2, 2 steps 3. Right within: 1 step d34 = 4.
  std::vector<double> distance(25, 0);
  const auto put = [&](std::size_t i, std::size_t j, double value) {
    distance[i * 5 + j] = distance[j * 5 + i] = value;
  };
  put(0, 1, 1), put(1, 2, 2), put(0, 2, 3), put(3, 4, 4), put(2, 3, 6), put(1, 3, 7), put(2, 4, 9);
  put(0, 3, 20), put(1, 4, 20), put(0, 4, 20);
  const auto result = grouping::segment({distance.data(), 5, 5}, {});
  REQUIRE(result.border == Borders{3});
  const double left = 1 - (1.5 + 3) / (6 + 8), right = 1 - 4.0 / 6;
  REQUIRE(result.criterion[1] == Approx((left + right) / 2 - 0.25).epsilon(1e-14));
  REQUIRE(result.criterion[0] == 0);
}

TEST_CASE("few layers, zero distances and a limit on the groups", "[serial]") {
  const Rule zero = [](double, double) { return 0.0; };
  for (const std::size_t layers : {1, 2, 3, 20}) {
    const auto result = segment(layers, zero);
    REQUIRE(result.border.empty());
    REQUIRE(result.criterion.size() == layers);
    REQUIRE(result.criterion[0] == 0);
  }
  REQUIRE(segment(2, [](double, double) { return 1.0; }).border.empty());  // two single layers: no evidence
  REQUIRE(segment(3, [](double, double j) { return j == 2 ? 1.0 : 0.1; }).border == Borders{2});
  const auto distance = matrix_of(15, blocks(0.05, 0.1, {5, 10}));
  const auto limited = grouping::segment({distance.data(), 15, 15}, {.maximum_groups = 2});
  REQUIRE(limited.cost.size() == 2);
  REQUIRE(limited.border.size() <= 1);
  REQUIRE_THROWS_AS(grouping::segment({distance.data(), 0, 0}, {}), core::InternalError);
}

TEST_CASE("distances are half the roots of losses, by pair number", "[serial]") {
  const auto distance = grouping::distances_of_losses(std::vector<double>{4, 9, 16}, 3);
  REQUIRE(distance == std::vector<double>{0, 1, 1.5, 1, 0, 2, 1.5, 2, 0});
  REQUIRE(grouping::distances_of_losses({}, 1) == std::vector<double>{0});
  REQUIRE_THROWS_AS(grouping::distances_of_losses(std::vector<double>{4, 9}, 3), core::InternalError);
  REQUIRE_THROWS_AS(grouping::distances_of_losses(std::vector<double>{4, -1, 9}, 3), core::InternalError);
  REQUIRE_THROWS_AS(grouping::distances_of_losses(std::vector<double>{4, std::nan(""), 9}, 3),
                    core::InternalError);
}
