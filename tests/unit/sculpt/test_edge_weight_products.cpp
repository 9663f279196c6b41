#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/sculpt/edge_weight_products.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace netseam;

TEST_CASE("edge-weight products are sums over all paths that are left", "[serial]") {
  const auto network = made_network({2, 3, 4, 2});
  auto mask = mlp::full_mask(network.shape);
  mask.kept[0][1] = mask.kept[1][5] = mask.kept[1][6] = mask.kept[2][0] = 0;
  const auto size = [&](std::size_t layer, std::size_t source, std::size_t target) {
    const std::size_t edge = target * network.shape.units[layer] + source;
    return mask.kept[layer][edge] != 0 ? std::abs(double{network.weights(layer)[edge]}) : 0;
  };
  const auto from_inputs = sculpt::edge_weight_products(network, mask),
             from_first = sculpt::edge_weight_products(network, mask, 1);
  REQUIRE((from_inputs.units == 2 && from_first.units == 3 && from_inputs.outputs == 2));
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t h = 0; h < 3; ++h) {
      double sum = 0;
      for (std::size_t k = 0; k < 4; ++k) sum += size(1, h, k) * size(2, k, o);
      REQUIRE(from_first(h, o) == Approx(sum).epsilon(1e-14));
    }
    for (std::size_t i = 0; i < 2; ++i) {
      double sum = 0;
      for (std::size_t h = 0; h < 3; ++h) sum += size(0, i, h) * from_first(h, o);
      REQUIRE(from_inputs(i, o) == Approx(sum).epsilon(1e-14));
    }
  }
}

TEST_CASE("tests of separability have their published values", "[serial]") {
  // arXiv:2305.18402, released notebooks: [4,48,48,48,4], seed 1, products and t with two decimals. Of the
  // pruned network the rounding of products by 0.005 is 4 in 1000 of their spread, and so of t
  const sculpt::EdgeWeightProducts dense{4,
                                         4,
                                         {593.07, 873.50, 721.21, 818.03, 571.15, 841.27, 697.88, 789.90,
                                          649.16, 963.20, 817.90, 925.28, 674.72, 1000.26, 849.64, 960.89}};
  const auto groups = sculpt::separable_groups();
  const auto tests = sculpt::separability_tests(dense, groups);
  REQUIRE(tests.size() == 2);
  REQUIRE(tests[0].t == Approx(0.44).margin(0.0051));
  REQUIRE(tests[0].p == Approx(0.66).margin(0.0051));
  REQUIRE(tests[1].t == Approx(-0.68).margin(0.0051));
  REQUIRE(tests[1].p == Approx(0.27).margin(0.0051));
  const sculpt::EdgeWeightProducts edges_pruned{
      4, 4, {54.16, 54.16, 0, 0, 56.76, 56.76, 0, 0, 0, 0, 72.42, 72.42, 0, 0, 70.25, 70.25}};
  const auto pruned = sculpt::separability_tests(edges_pruned, groups);
  REQUIRE(pruned[0].t == Approx(-73.86).epsilon(0.005));
  REQUIRE(pruned[1].t == Approx(-113.88).epsilon(0.005));
  REQUIRE((pruned[0].p < 0.005 && pruned[1].p < 0.005));
  REQUIRE_THROWS_AS(sculpt::separability_tests(dense, std::vector<sculpt::SeparableGroup>{{{4}, {0}}}),
                    core::InternalError);
}

TEST_CASE("units that carry nine tenths of what goes out", "[serial]") {
  const auto carrying = [](std::vector<double> value) {
    return sculpt::units_carrying({value.size(), 1, value});
  };
  REQUIRE(carrying({1, 1, 1, 1, 1, 1, 1, 1}) == 8);  // 7 eighths are less than nine tenths
  REQUIRE(carrying({0, 50, 2, 40, 8}) == 3);         // 50 + 40 is exactly nine tenths: one more, by the rule
  REQUIRE(carrying({0, 50, 3, 39, 8}) == 3);         // 89 per cent: one more
  REQUIRE(carrying({95, 5, 0}) == 1);
  REQUIRE(carrying({0, 0, 0}) == 3);                            // not more than there are
  REQUIRE(sculpt::units_carrying({2, 2, {90, 5, 3, 2}}) == 1);  // rows are summed
}

TEST_CASE("products of what does not fit", "[serial]") {
  const auto network = made_network({2, 3, 1});
  REQUIRE_THROWS_AS(sculpt::edge_weight_products(network, mlp::full_mask({{2, 2, 1}})), core::InternalError);
  REQUIRE_THROWS_AS(sculpt::edge_weight_products(network, mlp::full_mask(network.shape), 2),
                    core::InternalError);
}
