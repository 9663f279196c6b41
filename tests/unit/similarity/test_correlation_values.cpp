#include "made_points.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstddef>

using namespace netseam;
using test::Points;

namespace {

using Square = std::array<double, 4>;  // 2 x 2, row-major

Square product(const Square& a, const Square& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3]};
}
double determinant(const Square& a) { return a[0] * a[3] - a[1] * a[2]; }
Square inverse(const Square& a) {
  const double d = determinant(a);
  return {a[3] / d, -a[1] / d, -a[2] / d, a[0] / d};
}
Square covariance(const Points& x, const Points& y) {
  return {test::naive_covariance(x, 0, y, 0), test::naive_covariance(x, 0, y, 1),
          test::naive_covariance(x, 1, y, 0), test::naive_covariance(x, 1, y, 1)};
}
/// Sxx^-1 Sxy Syy^-1 Syx, whose eigenvalues are the squared canonical correlations (Hotelling 1936).
Square correlation_matrix(const Points& x, const Points& y) {
  return product(product(inverse(covariance(x, x)), covariance(x, y)),
                 product(inverse(covariance(y, y)), covariance(y, x)));
}

double feature(const Points& points, const Square& w, std::size_t column, std::size_t i) {
  return points(i, 0) * w[column] + points(i, 1) * w[2 + column];
}

/// Correlations weighted by sum over features of |covariance of the canonical variable and the feature|,
/// variables of unit variance.
double weighted_by(const Points& x, const Points& y) {
  const Square c = correlation_matrix(x, y);
  const double half = (c[0] + c[3]) / 2, root = std::sqrt(half * half - determinant(c));
  double total = 0, weights = 0;
  for (const double eigenvalue : {half + root, half - root}) {
    const Square w{c[1], 0, eigenvalue - c[0], 0};  // first row of (C - value) w = 0
    const Points variable =
        test::made(x.n, 1, [&](std::size_t i, std::size_t) { return feature(x, w, 0, i); });
    double weight = 0;
    for (std::size_t k = 0; k < 2; ++k) weight += std::abs(test::naive_covariance(variable, 0, x, k));
    weight /= std::sqrt(test::naive_covariance(variable, 0, variable, 0));
    total += weight * std::sqrt(eigenvalue);
    weights += weight;
  }
  return total / weights;
}

/// Scores of the first principal component.
Points first_component(const Points& x) {
  const Square s = covariance(x, x);
  const double angle = std::atan2(2 * s[1], s[0] - s[3]) / 2;
  return test::made(x.n, 1, [&](std::size_t i, std::size_t) {
    return std::cos(angle) * x(i, 0) + std::sin(angle) * x(i, 1);
  });
}

double pearson(const Points& a, const Points& b) {
  return test::naive_covariance(a, 0, b, 0) /
         std::sqrt(test::naive_covariance(a, 0, a, 0) * test::naive_covariance(b, 0, b, 0));
}

const Points x = test::random_points(31, 2, 31, 0.5), y = test::related(x, 2, 32),
             single = test::related(x, 1, 33);

}  // namespace

// values in the tests pass through float32 (2^-24) where variables are made; elsewhere double
constexpr double relative_error = 1e-9, single_precision = 1e-6;

TEST_CASE("canonical correlations of one and two features are in closed form", "[serial]") {
  const Points first = first_component(x);
  CHECK(test::value_of("cca", first, single) ==
        Approx(std::abs(pearson(first, single))).epsilon(relative_error));
  CHECK(test::value_of("pwcca", first, single) ==
        Approx(std::abs(pearson(first, single))).epsilon(relative_error));

  const Square c = correlation_matrix(x, y);  // roots of its eigenvalues: their sum by trace and determinant
  const double sum = std::sqrt(c[0] + c[3] + 2 * std::sqrt(determinant(c)));
  CHECK(test::value_of("cca", x, y) == Approx(sum / 2).epsilon(relative_error));
  CHECK(test::value_of("svcca", x, y, {.variance = 1}) == Approx(sum / 2).epsilon(relative_error));

  // one feature against two: the multiple correlation, r' S^-1 r / s
  const Square s = inverse(covariance(x, x));
  const double a = test::naive_covariance(x, 0, single, 0), b = test::naive_covariance(x, 1, single, 0);
  const double square =
      (a * a * s[0] + a * b * (s[1] + s[2]) + b * b * s[3]) / test::naive_covariance(single, 0, single, 0);
  CHECK(test::value_of("cca", x, single) == Approx(std::sqrt(square)).epsilon(relative_error));
  CHECK(test::value_of("pwcca", x, single) == Approx(std::sqrt(square)).epsilon(relative_error));
}

TEST_CASE("svcca of one component is the correlation of the first principal components", "[serial]") {
  CHECK(test::value_of("svcca", x, y, {.variance = 0.5}) ==
        Approx(std::abs(pearson(first_component(x), first_component(y)))).epsilon(single_precision));
}

TEST_CASE("pwcca weighs correlations by what the variables carry", "[serial]") {
  CHECK(test::value_of("pwcca", x, y) ==
        Approx((weighted_by(x, y) + weighted_by(y, x)) / 2).epsilon(single_precision));
}

TEST_CASE("features that repeat others or never vary do not count", "[serial]") {
  const Points repeated = test::made(
      31, 4, [](std::size_t i, std::size_t c) { return c < 2 ? x(i, c) : (c == 2 ? 2 * x(i, 0) : 5.5); });
  for (const char* name : {"cca", "svcca"})
    CHECK(test::value_of(name, repeated, y, {.variance = 1}) ==
          Approx(test::value_of(name, x, y, {.variance = 1})).epsilon(single_precision));
}
