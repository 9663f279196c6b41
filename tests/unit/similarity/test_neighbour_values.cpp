#include "made_points.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

using namespace netseam;
using test::Points;

namespace {

/// Rank, from 1, of every one of the k nearest samples of sample i.
std::map<std::size_t, double> nearest(const Points& points, std::size_t i, std::size_t k) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < points.n; ++j)
    if (j != i) order.push_back(j);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return test::naive_distance(points, i, a) < test::naive_distance(points, i, b);
  });
  std::map<std::size_t, double> rank;
  for (std::size_t r = 0; r < k; ++r) rank[order[r]] = static_cast<double>(r + 1);
  return rank;
}

}  // namespace

TEST_CASE("neighbourhoods are compared as their definitions say", "[serial]") {
  const Points x = test::random_points(40, 4, 51), y = test::related(x, 6, 52);
  for (const std::size_t k : {1, 3, 10, 38}) {
    double jaccard = 0, rank_similarity = 0;
    for (std::size_t i = 0; i < x.n; ++i) {
      const auto a = nearest(x, i, k), b = nearest(y, i, k);
      double common = 0, sum = 0, largest = 0;
      for (const auto& [sample, r] : a) {
        if (!b.contains(sample)) continue;
        common += 1;
        largest += 1 / common;
        const double s = b.at(sample);
        sum += 2 / ((1 + std::abs(r - s)) * (r + s));
      }
      jaccard += common / (2 * static_cast<double>(k) - common) / 40;
      if (common > 0) rank_similarity += sum / largest / 40;
    }
    CHECK(test::value_of("neighbour-jaccard", x, y, {.neighbours = k}) == Approx(jaccard).epsilon(1e-12));
    CHECK(test::value_of("neighbour-rank", x, y, {.neighbours = k}) ==
          Approx(rank_similarity).epsilon(1e-12));
  }
}

TEST_CASE("independent layers share neighbours by chance only", "[serial]") {
  // two random sets of k = 10 of 199: the overlap is hypergeometric, mean k^2 / 199 = 0.50, variance 0.45;
  // overlap c gives c / (20 - c), near its mean 0.0263 and sd 0.036; mean of 200: sd 0.0025, five of them
  const double value =
      test::value_of("neighbour-jaccard", test::random_points(200, 5, 53), test::random_points(200, 5, 54));
  CHECK(value == Approx(0.0263).margin(0.0125));
}

TEST_CASE("equal samples have neighbours by number", "[serial]") {
  const Points equal = test::made(12, 2, [](std::size_t, std::size_t) { return 1.5; });
  CHECK(test::value_of("neighbour-rank", equal, equal, {.neighbours = 4}) == Approx(1).epsilon(1e-12));
}
