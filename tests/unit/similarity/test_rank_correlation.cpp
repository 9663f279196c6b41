#include "made_points.hpp"
#include "rank_correlation.hpp"

#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace netseam;
using namespace netseam::similarity;
using test::Points;

namespace {

/// Pearson correlation of ranks that count the values below and half of the equal ones.
double naive_spearman(const std::vector<double>& a, const std::vector<double>& b) {
  double of_a = 0, of_b = 0, both = 0;
  const auto centred_rank = [](const std::vector<double>& values, std::size_t place) {
    double rank = 0;
    for (const double value : values) rank += value < values[place] ? 0.5 : value > values[place] ? -0.5 : 0;
    return rank;
  };
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = centred_rank(a, i), y = centred_rank(b, i);
    of_a += x * x, of_b += y * y, both += x * y;
  }
  return both / std::sqrt(of_a * of_b);
}

double sign(double value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

/// tau-b by its definition, over all pairs of places.
double naive_tau_b(const std::vector<double>& a, const std::vector<double>& b) {
  double both = 0, of_a = 0, of_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = i + 1; j < a.size(); ++j) {
      both += sign(a[i] - a[j]) * sign(b[i] - b[j]);
      of_a += std::abs(sign(a[i] - a[j]));
      of_b += std::abs(sign(b[i] - b[j]));
    }
  return both / std::sqrt(of_a * of_b);
}

double tau_b(const std::vector<double>& a, const std::vector<double>& b, double tie = 0) {
  std::vector<std::uint64_t> rank_a(a.size()), rank_b(b.size());
  const std::uint64_t untied_a = dense_ranks(a, tie, rank_a), untied_b = dense_ranks(b, tie, rank_b);
  return kendall_tau_b(rank_a, rank_b, untied_a, untied_b);
}

std::vector<double> values(std::size_t count, std::uint64_t levels, std::uint64_t seed) {
  core::RandomStream random(seed, count, core::Purpose::test);
  std::vector<double> made(count);
  for (double& value : made)
    value = levels == 0 ? random.normal() : static_cast<double>(random.below(levels));
  return made;
}

std::vector<double> squared_distances_of(const Points& points) {
  std::vector<double> square;
  for (std::size_t i = 0; i < points.n; ++i)
    for (std::size_t j = i + 1; j < points.n; ++j) {
      double sum = 0;
      for (std::size_t c = 0; c < points.width; ++c) sum += std::pow(points(i, c) - points(j, c), 2);
      square.push_back(sum);
    }
  return square;
}

}  // namespace

TEST_CASE("Kendall's tau-b is its definition, with and without ties", "[serial]") {
  for (const std::size_t count : {2, 3, 4, 7, 8, 9, 33, 100})
    for (const std::uint64_t levels : {0, 2, 3, 20})
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        auto a = values(count, levels, seed), b = values(count, levels == 3 ? 0 : levels, 50 + seed);
        a[0] = -1, b[0] = -1;  // nothing is tied throughout
        a[1] = 99, b[1] = seed % 2 == 0 ? 99 : -99;
        INFO(count << " places, " << levels << " levels, seed " << seed);
        CHECK(tau_b(a, b) == Approx(naive_tau_b(a, b)).margin(1e-14));
        CHECK(tau_b(a, b) == tau_b(b, a));
      }
}

TEST_CASE("Kendall's tau-b of equal and of reversed orders is 1 and -1", "[serial]") {
  const std::vector<double> a{3, 1, 4, 1, 5, 9, 2, 6}, reversed{-3, -1, -4, -1, -5, -9, -2, -6};
  CHECK(tau_b(a, a) == 1);
  CHECK(tau_b(a, reversed) == -1);
}

TEST_CASE("tied values have the mean of their ranks", "[serial]") {
  std::vector<double> values{5, 1, 2, 1, 2.5};
  replace_by_mean_ranks(values, 0);
  CHECK(values == std::vector<double>{5, 1.5, 3, 1.5, 4});
  values = {5, 1, 2, 1, 2.5};
  replace_by_mean_ranks(values, 0.5);
  CHECK(values == std::vector<double>{5, 1.5, 3.5, 1.5, 3.5});
}

TEST_CASE("ranks are dense, and values within the tolerance of a tie are tied", "[serial]") {
  std::vector<std::uint64_t> rank(5);
  CHECK(dense_ranks(std::vector<double>{5, 1, 2, 1, 2.5}, 0, rank) == 9);
  CHECK(rank == std::vector<std::uint64_t>{3, 0, 1, 0, 2});
  CHECK(dense_ranks(std::vector<double>{5, 1, 2, 1, 2.5}, 0.5, rank) == 8);
  CHECK(rank == std::vector<std::uint64_t>{2, 0, 1, 0, 1});
}

TEST_CASE("rank correlations of distances are their definitions, and rounding breaks no tie", "[serial]") {
  const Points x = test::random_points(20, 3, 1), y = test::related(x, 5, 2);
  CHECK(test::value_of("rsa-kendall", x, y) ==
        Approx(naive_tau_b(squared_distances_of(x), squared_distances_of(y))).margin(1e-14));
  // a lattice and labels have many equal distances, whole numbers here; their means and Gram matrices are not
  const Points lattice =
      test::made(20, 2, [](std::size_t i, std::size_t c) { return c == 0 ? i % 3 : i / 3; });
  const Points labels =
      test::made(20, 7, [](std::size_t i, std::size_t c) { return i * i % 7 == c ? 3 : 0; });
  CHECK(test::value_of("rsa-kendall", lattice, labels) ==
        Approx(naive_tau_b(squared_distances_of(lattice), squared_distances_of(labels))).margin(1e-14));
  CHECK(test::value_of("rsa-spearman", lattice, labels) ==
        Approx(naive_spearman(squared_distances_of(lattice), squared_distances_of(labels))).margin(1e-12));
}
