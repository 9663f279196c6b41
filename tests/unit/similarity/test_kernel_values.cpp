#include "made_points.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace netseam;
using test::Points;
using Matrix = std::vector<std::vector<double>>;

namespace {

Matrix square_matrix(std::size_t n, const std::function<double(std::size_t, std::size_t)>& value) {
  Matrix matrix(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) matrix[i][j] = value(i, j);
  return matrix;
}

Matrix linear_kernel(const Points& x) {
  return square_matrix(x.n, [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t c = 0; c < x.width; ++c) sum += x(i, c) * x(j, c);
    return sum;
  });
}

Matrix gaussian_kernel(const Points& x, double width) {
  std::vector<double> distance;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = i + 1; j < x.n; ++j) distance.push_back(test::naive_distance(x, i, j));
  std::sort(distance.begin(), distance.end());
  const double s = width * distance[distance.size() / 2];
  return square_matrix(x.n, [&](std::size_t i, std::size_t j) {
    return std::exp(-std::pow(test::naive_distance(x, i, j) / s, 2) / 2);
  });
}

/// HSIC_1 as Song et al. 2012 write it: [tr KL + 1'K1 1'L1 / ((n-1)(n-2)) - 2/(n-2) 1'KL1] / (n(n-3)), for
/// kernels without diagonal.
double unbiased_hsic(Matrix k, Matrix l) {
  const std::size_t n = k.size();
  for (std::size_t i = 0; i < n; ++i) k[i][i] = l[i][i] = 0;
  double trace = 0, sum_k = 0, sum_l = 0, product = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      trace += k[i][j] * l[j][i];
      sum_k += k[i][j];
      sum_l += l[i][j];
      for (std::size_t m = 0; m < n; ++m) product += k[i][j] * l[j][m];
    }
  const auto count = static_cast<double>(n);
  return (trace + sum_k * sum_l / ((count - 1) * (count - 2)) - 2 / (count - 2) * product) /
         (count * (count - 3));
}

/// tr(K H L H), by the means of L.
double biased_hsic(const Matrix& k, const Matrix& l) {
  const std::size_t n = k.size();
  std::vector<double> mean(n, 0);
  double all = 0, sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) mean[i] += l[i][j] / static_cast<double>(n);
  for (const double value : mean) all += value / static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) sum += k[i][j] * (l[i][j] - mean[i] - mean[j] + all);
  return sum;
}

template <class Hsic>
double alignment(const Hsic& hsic, const Matrix& k, const Matrix& l) {
  return hsic(k, l) / std::sqrt(hsic(k, k) * hsic(l, l));
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double pearson(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    ab += (a[k] - mean_a) * (b[k] - mean_b);
    aa += std::pow(a[k] - mean_a, 2);
    bb += std::pow(b[k] - mean_b, 2);
  }
  return ab / std::sqrt(aa * bb);
}

std::vector<double> distances(const Points& x) {
  std::vector<double> all;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = i + 1; j < x.n; ++j) all.push_back(test::naive_distance(x, i, j));
  return all;
}

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<double> rank;
  for (const double value : values) {
    double below = 0, equal = 0;
    for (const double other : values) {
      below += other < value ? 1 : 0;
      equal += other == value ? 1 : 0;
    }
    rank.push_back(below + (equal + 1) / 2);
  }
  return rank;
}

const Points x = test::random_points(23, 5, 11, 0.4), y = test::related(x, 9, 12),
             wide = test::random_points(23, 300, 13);  // more features than are taken at once

}  // namespace

// double sums of at most 23^3 terms of size 1: 1e-16 times the terms, and far less than 1e-9 of the result
constexpr double relative_error = 1e-9;

TEST_CASE("linear CKA is that of its definition", "[serial]") {
  for (const Points& other : {y, wide}) {
    const Matrix k = linear_kernel(x), l = linear_kernel(other);
    CHECK(test::value_of("cka", x, other) ==
          Approx(std::max(0.0, alignment(unbiased_hsic, k, l))).margin(relative_error));
    CHECK(test::value_of("cka-biased", x, other) ==
          Approx(alignment(biased_hsic, k, l)).epsilon(relative_error));
  }
  // Kornblith et al. 2019: |Y'X|^2 / (|X'X| |Y'Y|) of centred layers
  const auto norm = [](const Points& a, const Points& b) {
    double sum = 0;
    for (std::size_t c = 0; c < a.width; ++c)
      for (std::size_t d = 0; d < b.width; ++d) sum += std::pow(test::naive_covariance(a, c, b, d), 2);
    return sum;
  };
  CHECK(test::value_of("cka-biased", x, y) ==
        Approx(norm(x, y) / std::sqrt(norm(x, x) * norm(y, y))).epsilon(relative_error));
}

TEST_CASE("CKA with a Gaussian kernel is that of its definition", "[serial]") {
  for (const double width : {1.0, 0.4}) {
    const Matrix k = gaussian_kernel(x, width), l = gaussian_kernel(y, width);
    CHECK(test::value_of("cka-rbf", x, y, {.kernel_width = width}) ==
          Approx(std::max(0.0, alignment(unbiased_hsic, k, l))).margin(relative_error));
    CHECK(test::value_of("cka-rbf-biased", x, y, {.kernel_width = width}) ==
          Approx(alignment(biased_hsic, k, l)).epsilon(relative_error));
  }
}

TEST_CASE("centring keeps digits where a layer lies far from the origin", "[serial]") {
  const auto far = [](const Points& points) {  // multiples of 1/64 near 1000 are exact in float32
    return test::made(points.n, points.width, [&](std::size_t i, std::size_t c) {
      return 1000 + std::round(64 * points(i, c)) / 64;
    });
  };
  const auto near = [](const Points& points) {
    return test::made(points.n, points.width,
                      [&](std::size_t i, std::size_t c) { return std::round(64 * points(i, c)) / 64; });
  };
  for (const char* name : {"cka", "cka-biased", "cka-rbf", "rsa-pearson", "procrustes", "cca"})
    CHECK(test::value_of(name, far(x), y) ==
          Approx(test::value_of(name, near(x), y)).epsilon(relative_error));
}

TEST_CASE("RSA is the correlation of the distances", "[serial]") {
  const auto a = distances(x), b = distances(y);
  CHECK(test::value_of("rsa-pearson", x, y) == Approx(pearson(a, b)).epsilon(relative_error));
  CHECK(test::value_of("rsa-spearman", x, y) == Approx(pearson(ranks(a), ranks(b))).epsilon(relative_error));
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t k = 0; k < a.size(); ++k) ab += a[k] * b[k], aa += a[k] * a[k], bb += b[k] * b[k];
  CHECK(test::value_of("rsa-cosine", x, y) == Approx(ab / std::sqrt(aa * bb)).epsilon(relative_error));
  // whole numbers on a line have many equal distances, exact in every formula here
  const auto line = [](double step) {
    return test::made(
        9, 1, [step](std::size_t i, std::size_t) { return std::fmod(step * static_cast<double>(i), 9); });
  };
  CHECK(test::value_of("rsa-spearman", line(2), line(4)) ==
        Approx(pearson(ranks(distances(line(2))), ranks(distances(line(4))))).epsilon(relative_error));
}

TEST_CASE("identity-coupled Gromov-Wasserstein is half the root mean square of n^2 differences", "[serial]") {
  const auto normalised = [](const Points& points) {
    Matrix matrix = square_matrix(
        points.n, [&](std::size_t i, std::size_t j) { return test::naive_distance(points, i, j); });
    double square = 0;
    for (const auto& row : matrix)
      for (const double value : row) square += value * value;
    for (auto& row : matrix)
      for (double& value : row) value /= std::sqrt(square) / static_cast<double>(points.n);
    return matrix;
  };
  const Matrix a = normalised(x), b = normalised(y);
  double loss = 0;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < x.n; ++j) loss += std::pow(a[i][j] - b[i][j], 2);
  CHECK(test::value_of("identity-gw", x, y) ==
        Approx(std::sqrt(loss) / (2 * static_cast<double>(x.n))).epsilon(relative_error));
}
