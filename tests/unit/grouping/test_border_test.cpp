#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/grouping/border_test.hpp"
#include "netseam/grouping/segmentation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace netseam;
using grouping::PairValue;
using grouping::test_borders;
using Numbers = std::vector<std::size_t>;

namespace {

std::vector<double> pairs_of(const std::vector<double>& matrix, std::size_t layers) {
  std::vector<double> pairs;
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j) pairs.push_back(matrix[i * layers + j]);
  return pairs;
}

// pair_count x replicates, one replicate in each column
std::vector<double> side_by_side(const std::vector<std::vector<double>>& replicates) {
  std::vector<double> matrix;
  for (std::size_t pair = 0; pair < replicates[0].size(); ++pair)
    for (const auto& replicate : replicates) matrix.push_back(replicate[pair]);
  return matrix;
}

std::vector<std::vector<double>> without_structure(std::size_t layers, std::size_t count) {
  std::vector<std::vector<double>> pool;
  for (std::uint64_t seed = 0; seed < count; ++seed)
    pool.push_back(pairs_of(random_distances(layers, seed), layers));
  return pool;
}

}  // namespace

TEST_CASE("planted borders are beyond every replicate", "[serial]") {
  const std::size_t layers = 12, replicates = 99;
  const auto observed =
      pairs_of(planted_distances({0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}, 0.04, 0.1, 0.05, 1), layers);
  const auto null = side_by_side(without_structure(layers, replicates));
  const core::MatrixView<const double> view{null.data(), observed.size(), replicates};
  const auto result = test_borders(observed, view, layers, Numbers{4, 8}, PairValue::distance);
  REQUIRE(result.p_value == std::vector<double>{0.01, 0.01});
  REQUIRE(result.q_value == std::vector<double>{0.01, 0.01});
  REQUIRE(result.null_contrast.size() == replicates);
  for (const double contrast : result.contrast) REQUIRE(contrast == Approx(0.6).margin(0.1));

  // the same as losses: d = sqrt(loss) / 2, and no unit in a contrast
  auto losses = observed, null_losses = null;
  for (double& value : losses) value = 4 * value * value;
  for (double& value : null_losses) value = 4 * value * value;
  const auto of_losses = test_borders(losses, {null_losses.data(), observed.size(), replicates}, layers,
                                      Numbers{4, 8}, PairValue::loss);
  REQUIRE(of_losses.p_value == result.p_value);
  REQUIRE(of_losses.contrast[0] == Approx(result.contrast[0]).epsilon(1e-13));
}

TEST_CASE("the strongest border has exactly uniform p-values under exchangeability", "[serial]") {
  // every member of a pool is the observed one once: all that exchangeability says, enumerated
  const std::size_t layers = 8, members = 20;
  const auto pool = without_structure(layers, members);
  for (const std::size_t groups : {2, 3, 5}) {
    std::vector<double> least_p, all_p;
    for (std::size_t observed = 0; observed < members; ++observed) {
      auto others = pool;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(observed));
      const auto null = side_by_side(others);
      const auto distance = grouping::distances_of_pairs(pool[observed], layers, PairValue::distance);
      const auto border = grouping::segment({distance.data(), layers, layers}, {.groups = groups}).border;
      const auto result = test_borders(pool[observed], {null.data(), pool[observed].size(), members - 1},
                                       layers, border, PairValue::distance);
      REQUIRE(result.p_value.size() == groups - 1);
      least_p.push_back(std::ranges::min(result.p_value));
      all_p.insert(all_p.end(), result.p_value.begin(), result.p_value.end());
    }
    std::ranges::sort(least_p);
    for (std::size_t k = 0; k < members; ++k)
      REQUIRE(least_p[k] == static_cast<double>(k + 1) / static_cast<double>(members));
    // so at most the share alpha of the observed has any border with p <= alpha
    REQUIRE(std::ranges::count(all_p, 1.0 / members) == 1);
  }
}

TEST_CASE("replicates that are not finite are no evidence", "[serial]") {
  const std::size_t layers = 6;
  const auto observed = pairs_of(planted_distances({0, 0, 0, 1, 1, 1}, 0.04, 0.1, 0.05, 1), layers);
  auto replicates = without_structure(layers, 3);
  replicates[1][4] = std::numeric_limits<double>::infinity();
  const auto null = side_by_side(replicates);
  const auto result =
      test_borders(observed, {null.data(), observed.size(), 3}, layers, Numbers{3}, PairValue::distance);
  REQUIRE(std::isnan(result.null_contrast[1]));
  REQUIRE(result.p_value == std::vector<double>{0.5});
}

TEST_CASE("no replicates, no borders and impossible borders", "[serial]") {
  const std::vector<double> observed(15, 1.0);
  const core::MatrixView<const double> none{nullptr, 15, 0};
  REQUIRE(test_borders(observed, none, 6, Numbers{3}, PairValue::loss).p_value == std::vector<double>{1});
  REQUIRE(test_borders(observed, none, 6, {}, PairValue::loss).p_value.empty());
  for (const Numbers& wrong : {Numbers{0}, Numbers{6}, Numbers{4, 2}})
    REQUIRE_THROWS_AS(test_borders(observed, none, 6, wrong, PairValue::loss), core::InternalError);
  REQUIRE_THROWS_AS(test_borders(observed, {observed.data(), 5, 3}, 6, Numbers{3}, PairValue::loss),
                    core::InternalError);
  REQUIRE_THROWS_AS(grouping::distances_of_pairs(observed, 5, PairValue::distance), core::InternalError);
}
