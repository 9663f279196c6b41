#include "made_points.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace netseam;
using test::Points;

namespace {

// tall layers of width 2; as the first features of a wide layer they take the other branch
const Points x = test::random_points(19, 2, 21, 0.7), y = test::related(x, 2, 22);

/// Sum of the singular values of a 2 x 2 matrix: their squares add up to |M|^2, their product is |det M|.
double nuclear_norm(double a, double b, double c, double d) {
  return std::sqrt(a * a + b * b + c * c + d * d + 2 * std::abs(a * d - b * c));
}

double cross_norm() {
  return nuclear_norm(test::naive_covariance(x, 0, y, 0), test::naive_covariance(x, 0, y, 1),
                      test::naive_covariance(x, 1, y, 0), test::naive_covariance(x, 1, y, 1));
}
double variance(const Points& points) {
  return test::naive_covariance(points, 0, points, 0) + test::naive_covariance(points, 1, points, 1);
}

Points wide(const Points& points, std::uint64_t seed) {
  return test::mapped(test::padded(points, 40), test::random_rotation(40, seed));
}

}  // namespace

TEST_CASE("Procrustes and angular shape distances are those of two dimensions", "[serial]") {
  const double distance = std::sqrt(variance(x) + variance(y) - 2 * cross_norm());
  const double angle = std::acos(cross_norm() / std::sqrt(variance(x) * variance(y)));
  CHECK(test::value_of("procrustes", x, y) == Approx(distance).epsilon(1e-9));
  CHECK(test::value_of("angular-shape", x, y) == Approx(angle).epsilon(1e-9));
  // rotated in float32: 2^-24 of values of size 1
  CHECK(test::value_of("procrustes", wide(x, 1), y) == Approx(distance).epsilon(1e-6));
  CHECK(test::value_of("procrustes", wide(x, 1), wide(y, 2)) == Approx(distance).epsilon(1e-6));
  CHECK(test::value_of("angular-shape", x, wide(y, 3)) == Approx(angle).epsilon(1e-6));
}

TEST_CASE("layers that are each other's rotation, scaled, have the distance of the scaling", "[serial]") {
  const Points base = test::random_points(30, 7, 23);
  const Points turned = test::mapped(base, test::random_rotation(7, 24));
  const Points grown = test::made(30, 7, [&](std::size_t i, std::size_t c) { return 3 * turned(i, c); });
  double square = 0;
  for (std::size_t c = 0; c < 7; ++c) square += test::naive_covariance(base, c, base, c);
  CHECK(test::value_of("procrustes", base, grown) == Approx(2 * std::sqrt(square)).epsilon(1e-6));
  CHECK(test::value_of("angular-shape", base, grown) < 1e-6);  // arccos(1 - 2^-48)
}

TEST_CASE("distances of the outputs of each sample are those of the definition", "[serial]") {
  double euclidean = 0, cosine = 0, angle = 0;
  for (std::size_t i = 0; i < x.n; ++i) {
    euclidean += std::hypot(x(i, 0) - y(i, 0), x(i, 1) - y(i, 1)) / 19;
    const double turn = (x(i, 0) * y(i, 0) + x(i, 1) * y(i, 1)) /
                        (std::hypot(x(i, 0), x(i, 1)) * std::hypot(y(i, 0), y(i, 1)));
    cosine += (1 - turn) / 19;
    angle += std::acos(turn) / std::acos(-1.0) / 19;
  }
  CHECK(test::value_of("euclidean", x, y) == Approx(euclidean).epsilon(1e-12));
  CHECK(test::value_of("cosine", x, y) == Approx(cosine).epsilon(1e-12));
  CHECK(test::value_of("angular", x, y) == Approx(angle).epsilon(1e-12));
}

TEST_CASE("samples without direction are left out of angles and named", "[serial]") {
  Points with_zero = x;
  with_zero.values[6] = with_zero.values[7] = 0;
  const auto result = test::compare(*similarity::find_measure("angular"), with_zero, y);
  CHECK(result.finding == similarity::Finding::zero_rows);
  const Points rest =
      test::made(18, 2, [&](std::size_t i, std::size_t c) { return x(i < 3 ? i : i + 1, c); });
  const Points rest_y =
      test::made(18, 2, [&](std::size_t i, std::size_t c) { return y(i < 3 ? i : i + 1, c); });
  CHECK(result.value == Approx(test::value_of("angular", rest, rest_y)).epsilon(1e-12));
}
