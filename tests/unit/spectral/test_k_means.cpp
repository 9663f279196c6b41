#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/spectral/k_means.hpp"

#include <catch2/catch.hpp>
#include <hwy/targets.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

using namespace netseam;
using parallel::Communicator;

namespace {

struct Points {
  std::size_t rows = 0, columns = 0;
  std::vector<double> value;
  [[nodiscard]] core::MatrixView<const double> view() const { return {value.data(), rows, columns}; }
};

Points random_points(std::size_t rows, std::size_t columns, std::uint64_t unit) {
  Points points{rows, columns, std::vector<double>(rows * columns)};
  core::RandomStream random(3, unit, core::Purpose::test);
  for (double& value : points.value) value = random.normal();
  return points;
}

/// Sum of square distances to the means of the clusters.
double naive_inertia(const Points& points, const std::vector<std::int32_t>& label, std::size_t clusters) {
  double sum = 0;
  for (std::size_t c = 0; c < clusters; ++c)
    for (std::size_t j = 0; j < points.columns; ++j) {
      double total = 0, count = 0;
      for (std::size_t i = 0; i < points.rows; ++i)
        if (label[i] == static_cast<std::int32_t>(c)) {
          total += points.value[i * points.columns + j];
          ++count;
        }
      for (std::size_t i = 0; i < points.rows; ++i)
        if (label[i] == static_cast<std::int32_t>(c))
          sum += std::pow(points.value[i * points.columns + j] - total / count, 2);
    }
  return sum;
}

/// The least over all partitions into at most `clusters` clusters.
double least_inertia(const Points& points, std::size_t clusters) {
  std::vector<std::int32_t> label(points.rows, 0);
  double least = std::numeric_limits<double>::infinity();
  for (;;) {
    least = std::min(least, naive_inertia(points, label, clusters));
    std::size_t i = 0;
    while (i < label.size() && ++label[i] == static_cast<std::int32_t>(clusters)) label[i++] = 0;
    if (i == label.size()) return least;
  }
}

bool same(const spectral::KMeansClusters& first, const spectral::KMeansClusters& second) {
  bool equal = first.label == second.label && first.inertia == second.inertia &&
               first.best_start == second.best_start && first.start.size() == second.start.size();
  for (std::size_t s = 0; equal && s < first.start.size(); ++s)
    equal = first.start[s].inertia == second.start[s].inertia &&
            first.start[s].iterations == second.start[s].iterations &&
            first.start[s].agreement == second.start[s].agreement;
  return equal;
}

/// Points of kinds that bounds and rounding find hard.
std::vector<Points> hard_points() {
  std::vector<Points> sets{random_points(500, 3, 1), random_points(1000, 17, 2), random_points(333, 40, 3)};
  Points grid{256, 2, {}};  // many equal distances
  for (std::size_t i = 0; i < 256; ++i) {
    grid.value.push_back(static_cast<double>(i / 16));
    grid.value.push_back(static_cast<double>(i % 16));
  }
  Points far = random_points(400, 5, 4);  // far from the origin, one point very far, scale 1e-12
  for (double& value : far.value) value = 1e-12 * (value + 1000);
  far.value[7] = 1e-8;
  Points twins = random_points(300, 4, 5);  // each point three times
  for (std::size_t i = 0; i < 200 * 4; ++i) twins.value[400 + i] = twins.value[i % 400];
  Points tight = random_points(600, 8, 6);  // six clusters that differ in the fifth digit only
  for (std::size_t i = 0; i < 600; ++i) tight.value[i * 8] += 1e5 * static_cast<double>(i % 6 / 3);
  for (const Points& points : {grid, far, twins, tight}) sets.push_back(points);
  return sets;
}

}  // namespace

TEST_CASE("k-means finds the best partition of a few points", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  for (std::uint64_t unit = 0; unit < 8; ++unit) {
    const Points points = random_points(8, 2, 100 + unit);
    const auto result = spectral::k_means(all, points.view(), {.clusters = 3, .starts = 60, .tolerance = 0});
    // float32 points: a square distance is right to 2^-22 of the largest, which is below 100
    CHECK(result.inertia == Approx(least_inertia(points, 3)).margin(100 * 8 * 0x1p-22));
    CHECK(result.inertia == Approx(naive_inertia(points, result.label, 3)).margin(100 * 8 * 0x1p-22));
    CHECK(result.clusters == 3);
  }
}

TEST_CASE("bounds change nothing, on any number of ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  for (const Points& points : hard_points())
    for (const std::size_t clusters : {1, 2, 7, 16, 37}) {
      INFO(points.rows << " x " << points.columns << ", " << clusters << " clusters");
      spectral::KMeansOptions options{.clusters = clusters, .starts = 5, .seed = 2};
      const auto bounded = spectral::k_means(all, points.view(), options);
      options.use_bounds = false;
      const auto plain = spectral::k_means(alone, points.view(), options);
      CHECK(parallel::all_of(all, same(bounded, plain)));
    }
}

TEST_CASE("the iteration ends where every point is at its nearest mean", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Points points = random_points(700, 6, 9);
  constexpr std::size_t clusters = 9;
  const auto result =
      spectral::k_means(all, points.view(), {.clusters = clusters, .starts = 3, .tolerance = 0});
  REQUIRE(result.start[result.best_start].converged);
  std::vector<double> mean(clusters * 6, 0), count(clusters, 0);
  for (std::size_t i = 0; i < 700; ++i) {
    const auto own = static_cast<std::size_t>(result.label[i]);
    ++count[own];
    for (std::size_t j = 0; j < 6; ++j) mean[own * 6 + j] += points.value[i * 6 + j];
  }
  double worst = 0;
  for (std::size_t i = 0; i < 700; ++i) {
    std::vector<double> square(clusters, 0);
    for (std::size_t c = 0; c < clusters; ++c)
      for (std::size_t j = 0; j < 6; ++j)
        square[c] += std::pow(points.value[i * 6 + j] - mean[c * 6 + j] / count[c], 2);
    const double own = square[static_cast<std::size_t>(result.label[i])];
    worst = std::max(worst, own - *std::ranges::min_element(square));
  }
  CHECK(worst <= 14 * 0x1p-23 * 100);  // rounding of scores: (d + 8) 2^-23 (|x| + |c|)^2, both norms below 5
  CHECK(result.inertia == Approx(naive_inertia(points, result.label, clusters)).epsilon(1e-5));
}

TEST_CASE("labels count clusters in the order of their first points", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto result = spectral::k_means(all, random_points(200, 3, 11).view(), {.clusters = 8, .starts = 4});
  std::int32_t next = 0;
  for (const std::int32_t label : result.label) {
    REQUIRE((label >= 0 && label <= next));
    if (label == next) ++next;
  }
  REQUIRE(next == 8);
  REQUIRE(result.start.size() == 4);
  REQUIRE(result.start[result.best_start].agreement == 1);
}

TEST_CASE("equal points, and more clusters than points that differ", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Points points{12, 2, {}};
  for (std::size_t i = 0; i < 12; ++i) {
    points.value.push_back(static_cast<double>(i % 3));
    points.value.push_back(7);
  }
  const auto two = spectral::k_means(all, points.view(), {.clusters = 3});
  CHECK(two.inertia == 0);
  CHECK(two.clusters == 3);
  const auto five = spectral::k_means(all, points.view(), {.clusters = 5});
  CHECK(five.inertia == 0);
  CHECK(five.clusters == 3);
  const auto each = spectral::k_means(all, random_points(20, 3, 12).view(), {.clusters = 20});
  CHECK(each.clusters == 20);
  CHECK(each.inertia <= 1e-12);
  const Points none{5, 0, {}};
  CHECK(spectral::k_means(all, none.view(), {.clusters = 2}).clusters == 1);
}

TEST_CASE("too few iterations are a result", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto result =
      spectral::k_means(all, random_points(1000, 4, 13).view(),
                        {.clusters = 10, .starts = 2, .maximum_iterations = 1, .tolerance = 0});
  for (const auto& start : result.start) {
    CHECK(start.iterations == 1);
    CHECK_FALSE(start.converged);
  }
}

TEST_CASE("k-means refuses what cannot be", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Points points = random_points(5, 2, 14);
  CHECK_THROWS_AS(spectral::k_means(all, points.view(), {.clusters = 0}), core::Error);
  CHECK_THROWS_AS(spectral::k_means(all, points.view(), {.clusters = 6}), core::Error);
  CHECK_THROWS_AS(spectral::k_means(all, points.view(), {.clusters = 2, .starts = 0}), core::Error);
  points.value[3] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(spectral::k_means(all, points.view(), {.clusters = 2}), core::Error);
}

TEST_CASE("every instruction set of this processor gives a partition as good", "[serial]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_SELF);
  const Points points = random_points(333, 19, 15);
  const spectral::KMeansOptions options{.clusters = 21, .starts = 4};
  spectral::KMeansOptions plain = options;
  plain.use_bounds = false;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    INFO(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    const auto result = spectral::k_means(all, points.view(), options);
    CHECK(same(result, spectral::k_means(all, points.view(), plain)));
    CHECK(result.inertia == Approx(naive_inertia(points, result.label, 21)).epsilon(1e-5));
    CHECK(std::set(result.label.begin(), result.label.end()).size() == 21);
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}
