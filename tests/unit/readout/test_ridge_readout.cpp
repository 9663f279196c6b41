#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/readout/folds.hpp"
#include "netseam/readout/ridge_readout.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace netseam;
using readout::ReadoutTarget;

namespace {

const linalg::DenseBackend& backend() {
  static const auto made = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return *made;
}

struct Values {
  std::size_t rows, columns;
  std::vector<float> value = std::vector<float>(rows * columns, 0.0F);
  [[nodiscard]] core::MatrixView<const float> view() const { return {value.data(), rows, columns}; }
  float& operator()(std::size_t i, std::size_t c) { return value[i * columns + c]; }
  float operator()(std::size_t i, std::size_t c) const { return value[i * columns + c]; }
};

Values normal_values(std::size_t rows, std::size_t columns, std::uint64_t unit) {
  core::RandomStream random(5, unit, core::Purpose::test);
  Values made{rows, columns};
  for (float& value : made.value) value = static_cast<float>(random.normal());
  return made;
}

/// x times a random map, plus a constant and noise.
Values mapped(const Values& x, std::size_t columns, double noise, std::uint64_t unit) {
  const Values map = normal_values(x.columns, columns, unit);
  core::RandomStream random(6, unit, core::Purpose::test);
  Values y{x.rows, columns};
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t c = 0; c < columns; ++c) {
      double sum = 3 + noise * random.normal();
      for (std::size_t k = 0; k < x.columns; ++k)
        sum += static_cast<double>(x(i, k)) * static_cast<double>(map(k, c));
      y(i, c) = static_cast<float>(sum);
    }
  return y;
}

std::vector<double> means(const Values& x, const std::vector<std::size_t>& rows) {
  std::vector<double> mean(x.columns, 0);
  for (const std::size_t i : rows)
    for (std::size_t k = 0; k < x.columns; ++k) mean[k] += static_cast<double>(x(i, k));
  for (double& value : mean) value /= static_cast<double>(rows.size());
  return mean;
}

/// Solves A b = c by Gaussian elimination with pivots; A n x n.
std::vector<double> solve(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i)
      if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
    for (std::size_t j = 0; j < n; ++j) std::swap(a[k * n + j], a[pivot * n + j]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return b;
}

/// Prediction of one sample by ridge regression on `rows`: the normal equations (X'X + p I) b = X'y.
double predict(const Values& x, const Values& y, const std::vector<std::size_t>& rows, double penalty,
               std::size_t sample) {
  const std::size_t d = x.columns;
  const auto mx = means(x, rows), my = means(y, rows);
  std::vector<double> gram(d * d, 0), right(d, 0);
  const auto at = [&](std::size_t i, std::size_t k) { return static_cast<double>(x(i, k)) - mx[k]; };
  for (const std::size_t i : rows)
    for (std::size_t k = 0; k < d; ++k) {
      for (std::size_t l = 0; l < d; ++l) gram[k * d + l] += at(i, k) * at(i, l);
      right[k] += at(i, k) * (static_cast<double>(y(i, 0)) - my[0]);
    }
  for (std::size_t k = 0; k < d; ++k) gram[k * d + k] += penalty;
  const auto map = solve(gram, right);
  double sum = my[0];
  for (std::size_t k = 0; k < d; ++k) sum += at(sample, k) * map[k];
  return sum;
}

/// Mean of the nonzero eigenvalues of the centred Gram matrix: its trace over the rank.
double mean_square(const Values& x, const std::vector<std::size_t>& rows) {
  const auto mean = means(x, rows);
  double trace = 0;
  for (const std::size_t i : rows)
    for (std::size_t k = 0; k < x.columns; ++k) trace += std::pow(static_cast<double>(x(i, k)) - mean[k], 2);
  return trace / static_cast<double>(std::min(x.columns, rows.size() - 1));
}

/// The score of a target of one column, by the definition: leave-one-out by leaving one out.
double naive_r2(const Values& x, const Values& y, const std::vector<std::size_t>& fold, std::size_t folds) {
  double residual = 0, deviation = 0;
  for (std::size_t f = 0; f < folds; ++f) {
    std::vector<std::size_t> fitted;
    for (std::size_t i = 0; i < fold.size(); ++i)
      if (fold[i] != f) fitted.push_back(i);
    double best = 0, least = std::numeric_limits<double>::infinity();
    for (const double relative : readout::penalty_grid()) {
      const double penalty = relative * mean_square(x, fitted);
      double error = 0;
      for (const std::size_t left_out : fitted) {
        std::vector<std::size_t> others;
        for (const std::size_t i : fitted)
          if (i != left_out) others.push_back(i);
        error += std::pow(static_cast<double>(y(left_out, 0)) - predict(x, y, others, penalty, left_out), 2);
      }
      if (error < least) {
        least = error;
        best = penalty;
      }
    }
    const double mean = means(y, fitted)[0];
    for (std::size_t i = 0; i < fold.size(); ++i) {
      if (fold[i] != f) continue;
      residual += std::pow(static_cast<double>(y(i, 0)) - predict(x, y, fitted, best, i), 2);
      deviation += std::pow(static_cast<double>(y(i, 0)) - mean, 2);
    }
  }
  return 1 - residual / deviation;
}

readout::ReadoutScore read_one(const Values& x, const Values& y, bool labels = false) {
  const std::vector<ReadoutTarget> targets{{y.view(), labels}};
  return readout::read_out(backend(), x.view(), targets, readout::draw_folds(x.rows, 5, 1), 5).at(0);
}

}  // namespace

// Both sides: more samples than features, and fewer. The eigenvalues and the elimination each lose some
// thousand roundings of 2^-53 times the largest ratio (s^2 + p) / p of the grid, 1e6 / the least s^2: 1e-7.
TEST_CASE("a readout is ridge regression with the penalty of the least leave-one-out error", "[serial]") {
  for (const std::size_t width : {std::size_t{4}, std::size_t{30}}) {
    const Values x = normal_values(25, width, width);
    const Values y = mapped(x, 1, 1.5, width);
    const auto fold = readout::draw_folds(25, 5, 1);
    INFO(width);
    CHECK(read_one(x, y).r2 == Approx(naive_r2(x, y, fold, 5)).margin(1e-7));
  }
}

// The penalty of the grid that leaves least is 1e-6 mean squares: bias of the map at most 1e-6 mean s^2 /
// least s^2 relative, squared in R^2; float32 targets are off by 2^-24: together below 1e-8.
TEST_CASE("a linear map of the layer is read out, wide layers included", "[serial]") {
  const Values x = normal_values(120, 6, 1);
  const auto score = read_one(x, mapped(x, 3, 0, 1));
  CHECK(score.r2 > 1 - 1e-8);
  CHECK((score.r2_low <= score.r2 && score.r2 <= score.r2_high));
  CHECK(std::isnan(score.accuracy));
  // six directions in 200 dimensions: fewer samples than features, but of low rank
  CHECK(read_one(mapped(x, 200, 0, 2), mapped(x, 3, 0, 1)).r2 > 1 - 1e-8);
}

// With nothing to find the largest penalties are chosen; R^2 then is that of the mean, up to chance: its
// deviation is of the order of sqrt(p_eff / n), far below 0.2 for 300 samples.
TEST_CASE("an independent target is not read out", "[serial]") {
  const auto score = read_one(normal_values(300, 20, 3), normal_values(300, 2, 4));
  CHECK(score.r2 < 0.05);
  CHECK(score.r2 > -0.2);
}

TEST_CASE("labels are read out by the largest of the predictions", "[serial]") {
  // three clouds at the corners of a triangle, of size 0.1 against sides of 4 and more: never confused
  Values x = normal_values(90, 2, 5), y{90, 3};
  for (std::size_t i = 0; i < 90; ++i) {
    const std::size_t label = i % 3;
    y(i, label) = 1;
    for (std::size_t k = 0; k < 2; ++k) x(i, k) *= 0.1F;
    if (label > 0) x(i, label - 1) += 4;
  }
  const auto score = read_one(x, y, true);
  CHECK(score.accuracy == 1.0);
  CHECK(score.accuracy_low == 1.0);
  CHECK(score.r2 > 0.9);
  // of independent samples a third of the labels are right by chance: standard deviation 0.05
  const auto chance = read_one(normal_values(90, 2, 6), y, true);
  CHECK(chance.accuracy < 0.6);
  CHECK(chance.accuracy_low <= chance.accuracy);
}

TEST_CASE("a constant layer predicts the mean", "[serial]") {
  Values x{40, 3};
  const auto score = read_one(x, normal_values(40, 1, 7));
  // residual and deviation are the same sums
  CHECK(score.r2 == 0.0);
}

TEST_CASE("several targets are read as each of them alone", "[serial]") {
  const Values x = normal_values(50, 8, 8), y = mapped(x, 2, 1, 8), z = normal_values(50, 1, 9);
  const auto fold = readout::draw_folds(50, 5, 1);
  const std::vector<ReadoutTarget> both{{y.view(), false}, {z.view(), false}};
  const auto scores = readout::read_out(backend(), x.view(), both, fold, 5);
  CHECK(scores.at(0).r2 == read_one(x, y).r2);
  CHECK(scores.at(1).r2 == read_one(x, z).r2);
  CHECK_THROWS_AS(readout::read_out(backend(), x.view(), both, std::vector<std::size_t>(50, 0), 5),
                  core::InternalError);
  CHECK_THROWS_AS(readout::read_out(backend(), x.view(), both, std::vector<std::size_t>(49, 0), 5),
                  core::InternalError);
}
