#include "made_layers.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/transport/bounds.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace netseam;
using transport::GroundDistance;

namespace {

struct Bounds {
  double second, permutation, coupling, third, certified;
};

Bounds bounds_of(const transport::MetricSpace& first, const transport::MetricSpace& second) {
  return {transport::second_lower_bound(first, second),
          transport::permutation_eigenvalue_bound(first, second),
          transport::coupling_eigenvalue_bound(first, second),
          transport::third_lower_bound(test::backend(), first, second),
          transport::certified_lower_bound(test::backend(), first, second, true)};
}

double largest(const Bounds& bounds) {
  return std::max({bounds.second, bounds.permutation, bounds.coupling, bounds.third, bounds.certified});
}

// least loss over all couplings halfway between two permutations
double best_midpoint_loss(const transport::MetricSpace& first, const transport::MetricSpace& second) {
  const std::size_t n = first.points();
  std::vector<std::vector<std::size_t>> all;
  std::vector<std::size_t> permutation(n);
  std::iota(permutation.begin(), permutation.end(), std::size_t{0});
  do all.push_back(permutation);
  while (std::next_permutation(permutation.begin(), permutation.end()));
  double best = std::numeric_limits<double>::infinity();
  for (const auto& p : all)
    for (const auto& q : all) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k)
          for (const auto* match_i : {&p, &q})
            for (const auto* match_k : {&p, &q}) {
              const double difference = static_cast<double>(first.distance(i, k)) -
                                        static_cast<double>(second.distance((*match_i)[i], (*match_k)[k]));
              sum += difference * difference / 4;
            }
      best = std::min(best, sum / static_cast<double>(n * n));
    }
  return best;
}

}  // namespace

TEST_CASE("bounds of isometric layers are 0", "[serial]") {
  const auto layer = test::random_layer(50, 10, 1);
  const auto one = test::build(layer, {.sorted_rows = true});
  REQUIRE(largest(bounds_of(one.space, one.space)) == 0);
  // rotated: the coordinates were rounded to float32, so distances differ by about 1e-7
  const auto other = test::build(test::rotated(layer, 2), {.sorted_rows = true});
  REQUIRE(largest(bounds_of(one.space, other.space)) < 1e-12);
}

TEST_CASE("bounds never exceed the least loss over all permutations", "[serial]") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const std::size_t n = 2 + seed % 6;
    const auto ground = std::vector{GroundDistance::euclidean, GroundDistance::squared_euclidean,
                                    GroundDistance::cosine}[seed % 3];
    const transport::MetricSpaceOptions options{.ground = ground, .sorted_rows = true};
    const auto one = test::build(test::random_layer(n, 2, seed), options);
    const auto other = test::build(test::random_layer(n, 5, seed + 100), options);
    const double least = test::brute_force_loss(one.space, other.space);
    const Bounds forth = bounds_of(one.space, other.space), back = bounds_of(other.space, one.space);
    REQUIRE(largest(forth) <= least);
    REQUIRE(forth.second == back.second);
    REQUIRE(forth.permutation == back.permutation);
    REQUIRE(forth.coupling == back.coupling);
    // float32 rounding of the stored distances is all that separates the two forms for negative type
    REQUIRE(forth.coupling == Approx(forth.permutation).epsilon(1e-4).margin(1e-7));
    REQUIRE(forth.certified == std::max({forth.second, forth.coupling, forth.third}));
  }
}

TEST_CASE("bounds for couplings hold where the objective is not concave", "[serial]") {
  // found by a search over matrices of small integers: 1.75 at the best permutation, 1.5625 inside
  const std::size_t n = 4;
  const auto left = test::space_of(n, {0, 0, 1, 3, 0, 0, 0, 1, 1, 0, 0, 3, 3, 1, 3, 0});
  const auto right = test::space_of(n, {0, 0, 3, 0, 0, 0, 1, 3, 3, 1, 0, 1, 0, 3, 1, 0});
  REQUIRE(test::brute_force_loss(left.space, right.space) == 1.75);
  REQUIRE(best_midpoint_loss(left.space, right.space) == 1.5625);
  REQUIRE(bounds_of(left.space, right.space).certified <= 1.5625);

  core::RandomStream random(5, 0, core::Purpose::test);
  for (int trial = 0; trial < 12; ++trial) {
    const auto made = [&] {  // any symmetric matrix, most are not of negative type
      std::vector<float> distances(n * n, 0);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j)
          distances[i * n + j] = distances[j * n + i] =
              static_cast<float>(std::round(random.uniform()) + random.uniform() / 8);
      return test::space_of(n, distances);
    };
    const auto one = made(), other = made();
    const double vertex = test::brute_force_loss(one.space, other.space);
    const Bounds bounds = bounds_of(one.space, other.space);
    REQUIRE(bounds.permutation <= vertex);
    REQUIRE(bounds.certified <= std::min(vertex, best_midpoint_loss(one.space, other.space)));
  }
}

TEST_CASE("closed forms: two points, and scaled copies", "[serial]") {
  // distances a and b: whatever the coupling of two uniform points, loss (a - b)^2 / 2 at the identity
  const auto one = test::space_of(2, {0, 3, 3, 0}), other = test::space_of(2, {0, 5, 5, 0});
  const Bounds two = bounds_of(one.space, other.space);
  REQUIRE(test::brute_force_loss(one.space, other.space) == 2);
  for (const double bound : {two.second, two.permutation, two.third})
    REQUIRE(bound == Approx(2).epsilon(1e-5));
  REQUIRE(largest(two) <= 2);

  // C2 = s C1: the loss is (1 - s)^2 times the mean square, and all bounds but the quantile blocks are tight
  const auto layer = test::random_layer(40, 3, 7);
  auto scaled = layer;
  for (float& value : scaled.values) value *= 1.5F;
  const transport::MetricSpaceOptions options{.normalisation = transport::Normalisation::none,
                                              .sorted_rows = true};
  const auto plain = test::build(layer, options), larger = test::build(scaled, options);
  const double loss = 0.25 * plain.space.mean_square;
  const Bounds bounds = bounds_of(plain.space, larger.space);
  REQUIRE(bounds.permutation == Approx(loss).epsilon(1e-6));
  REQUIRE(bounds.coupling == Approx(loss).epsilon(1e-5));
  REQUIRE(bounds.second == Approx(loss).epsilon(1e-3));
  REQUIRE(bounds.third == Approx(loss).epsilon(1e-4));
}

TEST_CASE("bounds stay below the identity loss and do not collapse at larger sizes", "[serial]") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const std::size_t n = 150;
    const auto layer = test::random_layer(n, 8, seed);
    auto bent = layer;  // another layer of the same samples
    for (float& value : bent.values) value = std::max(value, -0.5F);
    const auto one = test::build(layer, {.sorted_rows = true}),
               other = test::build(bent, {.sorted_rows = true});
    std::vector<std::int32_t> identity(n);
    std::iota(identity.begin(), identity.end(), 0);
    const double loss = test::naive_loss(one.space, other.space, identity);
    const Bounds bounds = bounds_of(one.space, other.space);
    REQUIRE(largest(bounds) <= loss);
    REQUIRE(bounds.permutation > 0.01 * loss);
    REQUIRE(bounds.third > 0.01 * loss);
    REQUIRE(bounds.second > 0.001 * loss);
  }
}

TEST_CASE("different numbers of points have the second bound only", "[serial]") {
  const auto one = test::space_of(2, {0, 1, 1, 0}), three = test::space_of(3, {0, 1, 1, 1, 0, 1, 1, 1, 0});
  const Bounds bounds = bounds_of(one.space, three.space);
  REQUIRE(bounds.permutation == 0);
  REQUIRE(bounds.coupling == 0);
  REQUIRE(bounds.third == 0);
  // entries 0 with mass 1/2 against 1/3: the distributions differ by 1 on a mass of 1/6; one block of 4096 is
  // cut
  REQUIRE(bounds.second == Approx(1.0 / 6).margin(1.0 / 4096));
  REQUIRE(bounds.second <= 1.0 / 6);
  REQUIRE(bounds.certified == bounds.second);
}

TEST_CASE("the weighted second bound: closed form, and the tables for uniform weights", "[serial]") {
  // two points of weights w and 1 - w at distance a: mass 2 w (1 - w) at a, the rest at 0
  const auto one = test::space_of(2, {0, 3, 3, 0}), other = test::space_of(2, {0, 5, 5, 0});
  const std::vector<double> even{0.5, 0.5}, uneven{0.25, 0.75};
  // mass 3/8 at 5 against mass 1/2 at 3: 3/8 moves by 2 and 1/8 from 0 to 3
  REQUIRE(transport::weighted_second_lower_bound(one.space, even, other.space, uneven) ==
          Approx(0.375 * 4 + 0.125 * 9).epsilon(1e-12));
  const std::size_t n = 60;
  const auto left = test::build(test::random_layer(n, 3, 1)),
             right = test::build(test::random_layer(n, 6, 2));
  const std::vector<double> uniform(n, 1.0 / n);
  const double exact = transport::weighted_second_lower_bound(left.space, uniform, right.space, uniform);
  const double table = transport::second_lower_bound(left.space, right.space);
  REQUIRE(table <= exact * (1 + 1e-12));  // block means lower the bound only
  REQUIRE(table > 0.99 * exact);
  REQUIRE(transport::weighted_second_lower_bound(left.space, uniform, left.space, uniform) == 0);
}
