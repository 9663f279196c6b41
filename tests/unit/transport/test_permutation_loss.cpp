#include "made_layers.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/permutation_loss.hpp"
#include "netseam/transport/starts.hpp"

#include <catch2/catch.hpp>

using namespace netseam;

TEST_CASE("the loss of a permutation is its definition", "[serial]") {
  for (const std::size_t n : {2, 3, 7, 8, 9, 31, 32, 33, 100}) {
    const auto first = test::build(test::random_layer(n, 5, 1)),
               second = test::build(test::random_layer(n, 9, 2));
    core::RandomStream random(n, 3, core::Purpose::test);
    std::vector<std::int32_t> permutation = assignment::identity_permutation(n);
    // both add up in float64 from the same float32 numbers: 1e4 terms round to 1e-12 at most
    CHECK(transport::identity_loss(first.space, second.space) ==
          Approx(test::naive_loss(first.space, second.space, permutation)).epsilon(1e-11));
    random.shuffle(std::span(permutation));
    CHECK(transport::permutation_loss(first.space, second.space, permutation) ==
          Approx(test::naive_loss(first.space, second.space, permutation)).epsilon(1e-11));
  }
}

TEST_CASE("numbers that are no permutation have no loss", "[serial]") {
  const auto first = test::build(test::random_layer(4, 3, 1)),
             second = test::build(test::random_layer(4, 3, 2));
  const auto third = test::build(test::random_layer(5, 3, 2));
  using Numbers = std::vector<std::int32_t>;
  for (const Numbers& numbers :
       {Numbers{0, 1, 2}, Numbers{0, 1, 2, 2}, Numbers{0, 1, 2, 4}, Numbers{-1, 1, 2, 3}})
    CHECK_THROWS_AS(transport::permutation_loss(first.space, second.space, numbers), core::InternalError);
  CHECK_THROWS_AS(transport::identity_loss(first.space, third.space), core::InternalError);
}

TEST_CASE("the product-equivalent start sorts the mean distances", "[serial]") {
  // the points of a line: the mean distance orders them by their distance from the middle
  const auto line = [](std::vector<float> place) {
    return test::build(test::layer_of(place.size(), 1, place));
  };
  const auto first = line({0, 1, 3, 7, 15}), second = line({15, 0, 7, 1, 3});
  const auto permutation = transport::product_equivalent_permutation(first.space, second.space);
  CHECK(permutation == std::vector<std::int32_t>{1, 3, 4, 2, 0});
}

TEST_CASE("a perturbed permutation is one, differs, and repeats for the same stream", "[serial]") {
  for (const std::size_t n : {2, 3, 4, 5, 100}) {
    const auto identity = assignment::identity_permutation(n);
    core::RandomStream one(5, 6, core::Purpose::restart), two(5, 6, core::Purpose::restart);
    const auto permutation = transport::perturbed_permutation(identity, one);
    CHECK(assignment::is_permutation(permutation));
    CHECK(permutation != identity);
    CHECK(permutation == transport::perturbed_permutation(identity, two));
  }
}
