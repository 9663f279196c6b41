#include "made_points.hpp"

#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace netseam;
using test::Points;

namespace {

using Order = std::vector<std::size_t>;

Order identity(std::size_t n) {
  Order order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

Order random_order(std::size_t n, std::uint64_t seed) {
  core::RandomStream random(seed, n, core::Purpose::test);
  Order order = identity(n);
  random.shuffle(std::span(order));
  return order;
}

double mean_square(const Points& x, const Points& y, const Order& match) {
  double sum = 0;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t c = 0; c < x.width; ++c) sum += std::pow(x(i, c) - y(match[i], c), 2);
  return sum / static_cast<double>(x.n);
}

double brute_force(const Points& x, const Points& y) {
  Order order = identity(x.n);
  double least = std::numeric_limits<double>::infinity();
  do least = std::min(least, mean_square(x, y, order));
  while (std::next_permutation(order.begin(), order.end()));
  return std::sqrt(least);
}

/// Point order[i] of `points`, each value plus `noise` times a normal number.
Points reordered(const Points& points, const Order& order, double noise = 0) {
  core::RandomStream random(7, points.n, core::Purpose::test);
  return test::made(points.n, points.width, [&](std::size_t i, std::size_t c) {
    return points(order[i], c) + (noise > 0 ? noise * random.normal() : 0);
  });
}

Points times(const Points& points, double factor) {
  return test::made(points.n, points.width,
                    [&](std::size_t i, std::size_t c) { return factor * points(i, c); });
}

double wasserstein(const Points& x, const Points& y) { return test::value_of("wasserstein", x, y); }

}  // namespace

TEST_CASE("the Wasserstein distance is the least over all permutations", "[serial]") {
  for (std::size_t n = 1; n <= 6; ++n)
    for (std::size_t width = 1; width <= 4; ++width)
      for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const Points x = test::random_points(n, width, seed),
                     y = test::random_points(n, width, 100 + seed, seed % 2 == 0 ? 0 : 30);
        INFO(n << " x " << width << ", seed " << seed);
        // the squares of centred points are below 50, of which 2^-21 is 2e-5; two permutations as near as
        // that do not occur here, so that the best one is found and only sums round
        CHECK(wasserstein(x, y) == Approx(brute_force(x, y)).epsilon(1e-12));
        CHECK(wasserstein(y, x) == Approx(wasserstein(x, y)).epsilon(1e-12));
      }
}

TEST_CASE("the Wasserstein distance in one dimension is that of the sorted values", "[serial]") {
  // along one line in a space of many dimensions, over several blocks of rows and of columns
  for (const std::size_t width : {1, 300}) {
    const std::size_t n = 300;
    const Points a = test::random_points(n, 1, 1), b = test::random_points(n, 1, 2, 0.5);
    const auto on_line = [&](const Points& values) {
      return test::made(n, width, [&](std::size_t i, std::size_t) { return values(i, 0); });
    };
    std::vector<float> sorted_a = a.values, sorted_b = b.values;
    std::ranges::sort(sorted_a);
    std::ranges::sort(sorted_b);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      sum += std::pow(static_cast<double>(sorted_a[i]) - static_cast<double>(sorted_b[i]), 2);
    const double square = sum * static_cast<double>(width) / static_cast<double>(n);
    const double found = std::pow(wasserstein(on_line(a), on_line(b)), 2);
    // excess as the header of the solver says: 2^-21 of the largest squared distance, below (2 * 5)^2 here
    CHECK(found >= square * (1 - 1e-12));
    CHECK(found <= square + 100 * static_cast<double>(width) * std::ldexp(1.0, -21));
  }
}

TEST_CASE("the Wasserstein distance of a shift is its length", "[serial]") {
  const std::vector<double> shift{3, -4, 12, 0, 84};  // |shift| = 85
  const Points x = test::random_points(60, 5, 3);
  const auto order = random_order(60, 4);
  const Points moved =
      test::made(60, 5, [&](std::size_t i, std::size_t c) { return x(order[i], c) + shift[c]; });
  CHECK(wasserstein(x, moved) == Approx(85).epsilon(1e-6));  // sums of 85 round to float32
}

TEST_CASE("a copy in another order is at Wasserstein distance 0, and a noisy one at the noise", "[serial]") {
  for (const std::size_t n : {17, 280}) {
    const Points x = test::random_points(n, 20, 5, 2);
    const Order order = random_order(n, 6);
    CHECK(wasserstein(x, reordered(x, order)) == 0);
    // noise far below the distances of the points, and far below what inner products in float32 can tell
    const Points noisy = reordered(x, order, 1e-5);
    Order match(n);
    for (std::size_t i = 0; i < n; ++i) match[order[i]] = i;
    CHECK(wasserstein(x, noisy) == Approx(std::sqrt(mean_square(x, noisy, match))).epsilon(1e-12));
  }
}

TEST_CASE("Wasserstein distances scale with the activations, however large or small", "[serial]") {
  const Points x = test::random_points(40, 6, 8), y = test::random_points(40, 6, 9);
  const double value = wasserstein(x, y);
  for (const int power : {-80, 80})  // squares are beyond float32
    CHECK(wasserstein(times(x, std::ldexp(1.0, power)), times(y, std::ldexp(1.0, power))) ==
          std::ldexp(value, power));
}

TEST_CASE("constant layers have a Wasserstein distance", "[serial]") {
  const auto constant = [](double value) {
    return test::made(9, 3, [=](std::size_t, std::size_t c) { return c == 0 ? value : 1.1; });
  };
  CHECK(wasserstein(constant(2), constant(5)) == 3);
  CHECK(wasserstein(constant(2), constant(2)) == 0);
}
