#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/grouping/twin_border_test.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace netseam;
using grouping::PairValue;
using grouping::test_borders_against_twins;
using Numbers = std::vector<std::size_t>;
using View = core::MatrixView<const double>;

namespace {

constexpr std::size_t layers = 9, draws = 19, pairs = data::pair_count(layers);

/// pairs x draws: one matrix of distances for each draw.
template <class Distances>
std::vector<double> over_draws(Distances&& distances) {
  std::vector<double> values(pairs * draws);
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const auto matrix = distances(draw);
    for (std::size_t i = 0; i < layers; ++i)
      for (std::size_t j = i + 1; j < layers; ++j)
        values[data::pair_index(i, j, layers) * draws + draw] = matrix[i * layers + j];
  }
  return values;
}

std::vector<double> planted(double within, std::uint64_t seed) {
  return over_draws([&](std::size_t draw) {
    return planted_distances({0, 0, 0, 1, 1, 1, 2, 2, 2}, within, 1, 0.02, seed + draw);
  });
}

std::vector<double> unstructured(std::uint64_t seed) {
  return over_draws([&](std::size_t draw) { return random_distances(layers, seed + draw); });
}

std::vector<double> p_values(const std::vector<double>& own, const std::vector<std::vector<double>>& others,
                             PairValue kind = PairValue::distance) {
  std::vector<View> twins;
  for (const auto& other : others) twins.emplace_back(other.data(), pairs, draws);
  return test_borders_against_twins({own.data(), pairs, draws}, twins, layers, Numbers{3, 6}, kind);
}

}  // namespace

TEST_CASE("borders that no twin has are beyond every comparison", "[serial]") {
  const auto own = planted(0.3, 1);
  REQUIRE(p_values(own, {unstructured(1)}) == std::vector<double>{1.0 / 20, 1.0 / 20});
  REQUIRE(p_values(own, {unstructured(1), unstructured(100)}) == std::vector<double>{1.0 / 39, 1.0 / 39});
  // one twin with stronger borders is half of the comparisons: 1 + 19 of 1 + 38
  REQUIRE(p_values(own, {unstructured(1), planted(0.1, 50)}) == std::vector<double>{20.0 / 39, 20.0 / 39});
  REQUIRE(p_values(planted(0.5, 1), {planted(0.1, 50)}) == std::vector<double>{1, 1});
}

TEST_CASE("a network is no evidence against itself, nor are unknown values", "[serial]") {
  const auto own = planted(0.3, 1);
  REQUIRE(p_values(own, {own}) == std::vector<double>{1, 1});
  auto gaps = unstructured(1), own_gaps = own;
  gaps[7 * draws + 3] = std::numeric_limits<double>::quiet_NaN();
  own_gaps[5 * draws + 4] = std::numeric_limits<double>::infinity();
  REQUIRE(p_values(own, {gaps}) == std::vector<double>{2.0 / 20, 2.0 / 20});
  REQUIRE(p_values(own_gaps, {gaps}) == std::vector<double>{3.0 / 20, 3.0 / 20});
  REQUIRE(p_values(own, {}) == std::vector<double>{1, 1});
}

TEST_CASE("the scale of a twin's distances and losses instead of distances change nothing", "[serial]") {
  const auto own = planted(0.5, 1);
  auto twin = planted(0.5, 50);
  const auto expected = p_values(own, {twin});
  REQUIRE(expected != std::vector<double>{1, 1});  // a comparison with wins on both sides
  REQUIRE(expected != std::vector<double>{1.0 / 20, 1.0 / 20});
  auto large = twin, own_loss = own, twin_loss = twin;
  for (double& value : large) value *= 1024;  // a power of two: no rounding
  REQUIRE(p_values(own, {large}) == expected);
  for (double& value : own_loss) value = 4 * value * value;
  for (double& value : twin_loss) value = 4 * value * value;
  REQUIRE(p_values(own_loss, {twin_loss}, PairValue::loss) == expected);
}

TEST_CASE("values of other pairs or draws, and impossible borders, are refused", "[serial]") {
  const auto own = planted(0.3, 1);
  const View view{own.data(), pairs, draws}, shorter{own.data(), pairs - 1, draws},
      fewer{own.data(), pairs, draws - 1};
  for (const View& wrong : {shorter, fewer}) {
    const std::vector<View> twins{wrong};
    REQUIRE_THROWS_AS(test_borders_against_twins(view, twins, layers, Numbers{3}, PairValue::distance),
                      core::InternalError);
  }
  const std::vector<View> twins{view};
  REQUIRE_THROWS_AS(test_borders_against_twins(view, twins, layers, Numbers{9}, PairValue::distance),
                    core::InternalError);
  REQUIRE(test_borders_against_twins(view, twins, layers, {}, PairValue::distance).empty());
}
