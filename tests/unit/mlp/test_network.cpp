#include "netseam/core/error.hpp"
#include "netseam/mlp/network.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <utility>
#include <vector>

using namespace netseam;

TEST_CASE("parameters are layer by layer weights, then biases", "[serial]") {
  const mlp::Shape shape{{4, 3, 2}};
  CHECK(shape.layers() == 2);
  CHECK(shape.weights() == 18);
  CHECK(shape.parameters() == 23);
  CHECK(shape.first_weight(0) == 0);
  CHECK(shape.first_bias(0) == 12);
  CHECK(shape.first_weight(1) == 15);
  CHECK(shape.first_bias(1) == 21);
  mlp::Network network{shape, std::vector<float>(23)};
  network.weights(1)[5] = 1;
  network.biases(1)[1] = 2;
  CHECK(network.parameter[20] == 1.0F);
  CHECK(network.parameter[22] == 2.0F);
  CHECK(std::as_const(network).weights(0).size() == 12);
  CHECK(std::as_const(network).biases(0).size() == 3);
}

TEST_CASE("first weights have the deviation of He, biases are 0", "[serial]") {
  const mlp::Shape shape{{200, 300, 50}};
  core::RandomStream random(1, 2, core::Purpose::initial_weights);
  const auto network = mlp::initial_network(shape, random);
  for (std::size_t l = 0; l < 2; ++l) {
    double sum = 0, squares = 0;
    for (const float weight : network.weights(l)) {
      sum += static_cast<double>(weight);
      squares += static_cast<double>(weight) * static_cast<double>(weight);
    }
    const auto count = static_cast<double>(network.weights(l).size());
    const double variance = 2.0 / static_cast<double>(shape.units[l]);
    CHECK(std::abs(sum / count) < 5 * std::sqrt(variance / count));
    CHECK(std::abs(squares / count - variance) < 5 * variance * std::sqrt(2 / count));
    for (const float bias : network.biases(l)) CHECK(bias == 0.0F);
  }
  core::RandomStream same(1, 2, core::Purpose::initial_weights);
  CHECK(mlp::initial_network(shape, same).parameter == network.parameter);
}

TEST_CASE("a mask takes weights, and the biases of units that have none left", "[serial]") {
  const mlp::Shape shape{{2, 3, 1}};
  mlp::Mask mask = mlp::full_mask(shape);
  CHECK(mask.weights_kept() == 9);
  mask.kept[0] = {1, 0, /**/ 0, 0, /**/ 1, 1};
  mask.kept[1] = {0, 0, 1};
  CHECK(mask.weights_kept() == 4);
  mlp::Network network{shape, {1, 2, 3, 4, 5, 6, /**/ 7, 8, 9, /**/ 10, 11, 12, /**/ 13}};
  mlp::apply_mask(mask, network);
  CHECK(network.parameter == std::vector<float>{1, 0, 0, 0, 5, 6, /**/ 7, 0, 9, /**/ 0, 0, 12, /**/ 13});
}

TEST_CASE("shapes and masks that fit nothing are refused", "[serial]") {
  core::RandomStream random(1, 0, core::Purpose::initial_weights);
  CHECK_THROWS_AS(mlp::initial_network({{3}}, random), core::InternalError);
  CHECK_THROWS_AS(mlp::full_mask({{3, 0, 1}}), core::InternalError);
  auto network = mlp::initial_network({{2, 2}}, random);
  CHECK_THROWS_AS(mlp::apply_mask(mlp::full_mask({{2, 3}}), network), core::InternalError);
  auto mask = mlp::full_mask({{2, 2}});
  mask.kept[0].pop_back();
  CHECK_THROWS_AS(mlp::apply_mask(mask, network), core::InternalError);
  network.parameter.pop_back();
  CHECK_THROWS_AS(mlp::apply_mask(mlp::full_mask({{2, 2}}), network), core::InternalError);
}
