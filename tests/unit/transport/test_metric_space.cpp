#include "made_layers.hpp"

#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

using namespace netseam;
using transport::GroundDistance;
using transport::Normalisation;

namespace {

double naive_distance(const data::LayerActivations& layer, GroundDistance ground, std::size_t i,
                      std::size_t j) {
  const std::size_t d = layer.width;
  const auto x = [&](std::size_t c) { return static_cast<double>(layer.values[i * d + c]); };
  const auto y = [&](std::size_t c) { return static_cast<double>(layer.values[j * d + c]); };
  double mean_x = 0, mean_y = 0, square = 0, xy = 0, xx = 0, yy = 0;
  if (ground == GroundDistance::correlation)
    for (std::size_t c = 0; c < d; ++c) {
      mean_x += x(c) / static_cast<double>(d);
      mean_y += y(c) / static_cast<double>(d);
    }
  for (std::size_t c = 0; c < d; ++c) {
    square += (x(c) - y(c)) * (x(c) - y(c));
    xy += (x(c) - mean_x) * (y(c) - mean_y);
    xx += (x(c) - mean_x) * (x(c) - mean_x);
    yy += (y(c) - mean_y) * (y(c) - mean_y);
  }
  if (ground == GroundDistance::euclidean) return std::sqrt(square);
  if (ground == GroundDistance::squared_euclidean) return square;
  return 1 - xy / std::sqrt(xx * yy);
}

std::string message_of(const data::LayerActivations& layer,
                       const transport::MetricSpaceOptions& options = {}) {
  try {
    const auto built = test::build(layer, options);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("distances agree with their definitions, are symmetric and padded by zeros", "[serial]") {
  const auto layer = test::random_layer(37, 600, 3);  // more columns than one block of the Gram matrix
  for (const auto ground : {GroundDistance::euclidean, GroundDistance::squared_euclidean,
                            GroundDistance::cosine, GroundDistance::correlation}) {
    const auto built = test::build(layer, {.ground = ground, .normalisation = Normalisation::none});
    const auto& distance = built.space.distance;
    REQUIRE(built.space.scale == 1);
    REQUIRE(built.space.negative_type);
    for (std::size_t i = 0; i < 37; ++i) {
      REQUIRE(distance(i, i) == 0.0F);
      for (std::size_t c = 37; c < distance.stride(); ++c) REQUIRE(distance.row(i).data()[c] == 0.0F);
      for (std::size_t j = 0; j < 37; ++j) {
        if (i == j) continue;
        REQUIRE(distance(i, j) == distance(j, i));
        // float32 storage: half a unit in the last place is 2^-24 = 6e-8
        REQUIRE(static_cast<double>(distance(i, j)) ==
                Approx(naive_distance(layer, ground, i, j)).epsilon(1.2e-7).margin(0));
      }
    }
  }
}

TEST_CASE("far from the origin and for equal points distances do not cancel", "[serial]") {
  // points 1e-3 apart at 1000 from the origin: the plain Gram formula in float32 would lose all digits
  std::vector<float> values;
  for (int i = 0; i < 6; ++i)
    for (const float value : {1000.0F + static_cast<float>(i / 2) * 0x1p-10F, -1000.0F, 1000.0F})
      values.push_back(value);
  const auto built = test::build(test::layer_of(6, 3, values), {.normalisation = Normalisation::none});
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j)
      REQUIRE(built.space.distance(i, j) ==
              std::abs(static_cast<float>(i / 2) - static_cast<float>(j / 2)) * 0x1p-10F);
}

TEST_CASE("a rotated and shifted copy has the same distances", "[serial]") {
  const auto layer = test::random_layer(60, 20, 5);
  const auto one = test::build(layer), other = test::build(test::rotated(layer, 6));
  std::vector<std::int32_t> identity(60);
  for (std::size_t i = 0; i < 60; ++i) identity[i] = static_cast<std::int32_t>(i);
  // coordinates of the copy are rounded to float32, which moves a distance by about 1e-6 of itself, its
  // square counts
  REQUIRE(test::naive_loss(one.space, other.space, identity) < 1e-11);
}

TEST_CASE("normalisations count all n^2 entries", "[serial]") {
  // points 0, 3, 4 on a line: entries 0 0 0 1 1 3 3 4 4
  const auto layer = test::layer_of(3, 1, {0, 3, 4});
  const auto scale = [&](Normalisation normalisation) {
    return test::build(layer, {.normalisation = normalisation}).space.scale;
  };
  REQUIRE(scale(Normalisation::rms) == Approx(std::sqrt(52.0 / 9)).epsilon(1e-14));
  REQUIRE(scale(Normalisation::maximum) == 4);
  REQUIRE(scale(Normalisation::mean) == Approx(16.0 / 9).epsilon(1e-14));
  REQUIRE(scale(Normalisation::median) == 1);
  REQUIRE(scale(Normalisation::none) == 1);
  // points 0, 1: entries 0 0 1 1, median between the two in the middle
  REQUIRE(test::build(test::layer_of(2, 1, {0, 1}), {.normalisation = Normalisation::median}).space.scale ==
          0.5);
  // rms: the mean square of what is stored is 1 up to float32 rounding
  REQUIRE(test::build(test::random_layer(50, 8, 1)).space.mean_square == Approx(1).epsilon(1e-7));
}

TEST_CASE("means, centred spectrum and its error bound fit the distances", "[serial]") {
  const std::size_t n = 45;
  const auto built = test::build(test::random_layer(n, 6, 9));
  const auto& space = built.space;
  double square = 0, trace = 0, total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double centred =
          static_cast<double>(space.distance(i, j)) - space.row_mean[i] - space.row_mean[j] - space.mean;
      row += centred;
      square += centred * centred;
      if (i == j) trace += centred;
      total += static_cast<double>(space.distance(i, j));
    }
    REQUIRE(std::abs(row) < 1e-13);
  }
  REQUIRE(space.mean == Approx(total / static_cast<double>(n * n)).epsilon(1e-13));
  REQUIRE(std::is_sorted(space.spectrum.begin(), space.spectrum.end()));
  REQUIRE(std::is_sorted(space.sorted_row_mean.begin(), space.sorted_row_mean.end()));
  REQUIRE(std::is_permutation(space.row_mean.begin(), space.row_mean.end(), space.sorted_row_mean.begin()));
  double values = 0, squares = 0;
  for (const double value : space.spectrum) {
    values += value;
    squares += value * value;
  }
  REQUIRE(values == Approx(trace).epsilon(1e-12));
  REQUIRE(squares == Approx(square).epsilon(1e-12));
  REQUIRE(std::abs(space.spectrum[n - 1]) < 1e-6);  // the vector of ones; all others are negative
  REQUIRE(space.spectrum[n - 2] < 0);
  REQUIRE(space.spectrum_error > 0);
  REQUIRE(space.spectrum_error < 1e-8);
}

TEST_CASE("quantiles are means of blocks of equal mass", "[serial]") {
  // two points: entries 0 0 1 1, so the first half of the table is 0 and the second 1
  const auto two = test::build(test::layer_of(2, 1, {0, 1}), {.normalisation = Normalisation::none});
  for (std::size_t b = 0; b < two.space.quantile.size(); ++b)
    REQUIRE(two.space.quantile[b] == (b < two.space.quantile.size() / 2 ? 0.0 : 1.0));
  // any n: ascending, and the mean of the table is that of the matrix since no mass is lost
  for (const std::size_t n : {3, 7, 64, 111}) {
    const auto built = test::build(test::random_layer(n, 4, n));
    const auto table = built.space.quantile;
    REQUIRE(std::is_sorted(table.begin(), table.end()));
    double sum = 0;
    for (const double value : table) sum += value;
    REQUIRE(sum / static_cast<double>(table.size()) == Approx(built.space.mean).epsilon(1e-12));
  }
}

TEST_CASE("negative type: theory decides for Euclidean distances, the spectrum for precomputed ones",
          "[serial]") {
  const auto layer = test::random_layer(30, 5, 2);
  const auto euclidean = test::build(layer, {.normalisation = Normalisation::none});
  std::vector<float> matrix;
  for (std::size_t i = 0; i < 30; ++i)
    for (std::size_t j = 0; j < 30; ++j) matrix.push_back(euclidean.space.distance(i, j));
  const auto precomputed =
      test::build(test::layer_of(30, 30, matrix), {.ground = GroundDistance::precomputed});
  REQUIRE(precomputed.space.negative_type);
  // the path metric of the complete bipartite graph K(2,3) is the smallest that is not of negative type
  const auto bipartite =
      test::space_of(5, {0, 2, 1, 1, 1, 2, 0, 1, 1, 1, 1, 1, 0, 2, 2, 1, 1, 2, 0, 2, 1, 1, 2, 2, 0});
  REQUIRE_FALSE(bipartite.space.negative_type);
  REQUIRE(bipartite.space.spectrum[4] > 0.1);
}

TEST_CASE("the low-rank form holds the leading eigenvalues and the trace", "[serial]") {
  const std::size_t n = 80, rank = 20;
  const auto built = test::build(test::random_layer(n, 3, 4), {.low_rank = rank});
  const auto& space = built.space;
  REQUIRE(space.basis.columns() == rank);
  double error = 0, norm = 0, trace = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double exact =
          static_cast<double>(space.distance(i, j)) - space.row_mean[i] - space.row_mean[j] - space.mean;
      double form =
          static_cast<double>(space.residual_value) * ((i == j ? 1.0 : 0.0) - 1.0 / static_cast<double>(n));
      for (std::size_t k = 0; k < rank; ++k)
        form += static_cast<double>(space.basis(i, k)) * static_cast<double>(space.basis_value[k]) *
                static_cast<double>(space.basis(j, k));
      error += (exact - form) * (exact - form);
      norm += exact * exact;
      if (i == j) trace += exact - form;
    }
  // the best form of this shape leaves the scatter of the other eigenvalues about their mean
  const auto rest = space.spectrum.subspan(rank, n - 1 - rank);
  double mean = 0, scatter = 0;
  for (const double value : rest) mean += value / static_cast<double>(rest.size());
  for (const double value : rest) scatter += (value - mean) * (value - mean);
  REQUIRE(std::abs(trace) < 1e-4);
  // four passes leave a few per cent of excess where the spectrum falls slowly
  REQUIRE(error >= scatter * (1 - 1e-5));
  REQUIRE(error == Approx(scatter).epsilon(0.05));
  REQUIRE(static_cast<double>(space.basis_value[0] + space.residual_value) ==
          Approx(space.spectrum[0]).epsilon(1e-5));
  // a rank beyond n - 1 is cut, and the form is then exact up to float32 rounding
  REQUIRE(test::build(test::random_layer(10, 3, 4), {.low_rank = 64}).space.basis.columns() == 9);
  // points on a plane far fewer than the rank: dependent rows must not break the iteration
  REQUIRE(test::build(test::layer_of(12, 1, {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}), {.low_rank = 6})
              .space.basis_value[0] < 0);
}

TEST_CASE("rows are sorted, samples kept and views refuse other options", "[serial]") {
  auto layer = test::random_layer(20, 4, 8);
  for (std::size_t i = 0; i < 20; ++i) layer.sample_of_row[i] = static_cast<std::int64_t>(i / 2);
  const auto built = test::build(layer, {.sorted_rows = true});
  REQUIRE(built.space.samples == 10);
  REQUIRE(built.space.sample[19] == 9);
  for (std::size_t i = 0; i < 20; ++i) {
    const auto row = built.space.sorted.row(i), plain = built.space.distance.row(i);
    REQUIRE(std::is_sorted(row.begin(), row.end()));
    REQUIRE(std::is_permutation(row.begin(), row.end(), plain.begin()));
  }
  REQUIRE_THROWS_AS(transport::view_metric_space(20, {}, built.block.span()), core::InternalError);
  REQUIRE_THROWS_AS(transport::view_metric_space(21, {.sorted_rows = true}, built.block.span()),
                    core::InternalError);
}

TEST_CASE("layers without a metric are refused by name", "[serial]") {
  using Catch::Contains;
  REQUIRE_THAT(message_of(test::layer_of(1, 2, {1, 2})),
               Contains("made.npy: layer hidden: found 1 point(s)"));
  REQUIRE_THAT(message_of(test::layer_of(3, 2, {1, 2, 1, 2, 1, 2})), Contains("layer is constant"));
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinity = std::numeric_limits<float>::infinity();
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {1, 2, 3, nan})),
               Contains("layer hidden, row 1 (sample 1), column 1: found NaN"));
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {1, infinity, 3, 4})),
               Contains("row 0 (sample 0), column 1: found inf"));
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {1, 2, 0, 0}), {.ground = GroundDistance::cosine}),
               Contains("row 1 (sample 1): found a row of zeros"));
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {1, 2, 7, 7}), {.ground = GroundDistance::correlation}),
               Contains("row 1 (sample 1): found a constant row"));
  REQUIRE_THAT(message_of(test::layer_of(4, 1, {1, 1, 1, 2}), {.normalisation = Normalisation::median}),
               Contains("median distance of 0"));
  REQUIRE_THAT(message_of(test::layer_of(2, 1, {-3e38F, 3e38F}), {.normalisation = Normalisation::none}),
               Contains("float32"));
  const transport::MetricSpaceOptions precomputed{.ground = GroundDistance::precomputed};
  REQUIRE_THAT(message_of(test::layer_of(2, 3, {0, 1, 1, 1, 0, 1}), precomputed), Contains("a 2 x 3 matrix"));
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {0, 1, 2, 0}), precomputed),
               Contains("expected a symmetric matrix"));
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {0, -1, -1, 0}), precomputed),
               Contains("negative distance -1"));
  REQUIRE_THAT(message_of(test::layer_of(2, 2, {0, 1, 1, 0.5F}), precomputed),
               Contains("distance 0.5 to itself"));
}
