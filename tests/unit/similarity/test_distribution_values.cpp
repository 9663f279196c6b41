#include "made_points.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace netseam;
using test::Points;

namespace {

const Points x = test::random_points(17, 2, 41), y = test::related(x, 2, 42);

double mean_of(const Points& points, std::size_t c) {
  double sum = 0;
  for (std::size_t i = 0; i < points.n; ++i) sum += points(i, c) / static_cast<double>(points.n);
  return sum;
}

Points shifted(const Points& points, const std::vector<double>& by) {
  return test::made(points.n, points.width,
                    [&](std::size_t i, std::size_t c) { return points(i, c) + by[c]; });
}

double distance_between(const Points& a, std::size_t i, const Points& b, std::size_t j) {
  return std::hypot(a(i, 0) - b(j, 0), a(i, 1) - b(j, 1));
}

double upper_median(const Points& points) {
  std::vector<double> square;
  for (std::size_t i = 0; i < points.n; ++i)
    for (std::size_t j = i + 1; j < points.n; ++j)
      square.push_back(std::pow(distance_between(points, i, points, j), 2));
  std::sort(square.begin(), square.end());
  return square[square.size() / 2];
}

}  // namespace

TEST_CASE("in one dimension the sliced distance is that of the sorted values", "[serial]") {
  const Points a = test::random_points(40, 1, 43), b = test::related(a, 1, 44);
  std::vector<float> sorted_a = a.values, sorted_b = b.values;
  std::sort(sorted_a.begin(), sorted_a.end());
  std::sort(sorted_b.begin(), sorted_b.end());
  double square = 0;
  for (std::size_t i = 0; i < 40; ++i)
    square += std::pow(static_cast<double>(sorted_a[i]) - static_cast<double>(sorted_b[i]), 2) / 40;
  // a shift by 1 has distance 1; both are seen through the same directions
  const Points whole = test::made(40, 1, [](std::size_t i, std::size_t) { return static_cast<double>(i); });
  const double unit = test::value_of("sliced-wasserstein", whole, shifted(whole, {1}));
  CHECK(test::value_of("sliced-wasserstein", a, b) / unit == Approx(std::sqrt(square)).epsilon(1e-9));
  // mean of 256 squared normal numbers: standard deviation sqrt(2 / 256) = 0.088, five of them
  CHECK(unit * unit == Approx(1).margin(0.44));
}

TEST_CASE("the sliced distance of a shift is the length of the shift", "[serial]") {
  const std::vector<double> shift{3, -4, 12, 0, 0};
  const Points base = test::random_points(20, 5, 45);
  const double value =
      test::value_of("sliced-wasserstein", base, shifted(base, shift), {.projections = 4000});
  // the square is a mean of 4000 squared normal numbers: sd sqrt(2 / 4000) = 0.022, half of it on the root
  CHECK(value == Approx(13).epsilon(5 * 0.011));
  const double other_seed =
      test::value_of("sliced-wasserstein", base, shifted(base, shift), {.projections = 4000, .seed = 2});
  CHECK(other_seed != value);
  CHECK(other_seed == Approx(13).epsilon(5 * 0.011));
}

TEST_CASE("the sliced distance of equally spaced samples in another order is 0", "[serial]") {
  const Points turned = test::made(17, 2, [](std::size_t i, std::size_t c) { return x(16 - i, c); });
  CHECK(test::value_of("sliced-wasserstein", x, turned) < 1e-12);
  for (const char* name : {"bures", "mmd"}) CHECK(test::value_of(name, x, turned) < 1e-6);  // roots of 1e-15
}

TEST_CASE("the Bures distance is in closed form in one and two dimensions", "[serial]") {
  const Points a = test::random_points(40, 1, 46, 0.3), b = test::related(a, 1, 47);
  const double sd_a = std::sqrt(test::naive_covariance(a, 0, a, 0)),
               sd_b = std::sqrt(test::naive_covariance(b, 0, b, 0));
  CHECK(test::value_of("bures", a, b) ==
        Approx(std::hypot(mean_of(a, 0) - mean_of(b, 0), sd_a - sd_b)).epsilon(1e-9));

  const auto s = [](const Points& p, std::size_t c, std::size_t d) {
    return test::naive_covariance(p, c, p, d);
  };
  // trace of the root of S1 S2 from its trace and determinant
  const double trace = s(x, 0, 0) * s(y, 0, 0) + 2 * s(x, 0, 1) * s(y, 0, 1) + s(x, 1, 1) * s(y, 1, 1);
  const double determinant = (s(x, 0, 0) * s(x, 1, 1) - s(x, 0, 1) * s(x, 0, 1)) *
                             (s(y, 0, 0) * s(y, 1, 1) - s(y, 0, 1) * s(y, 0, 1));
  const double square = std::pow(mean_of(x, 0) - mean_of(y, 0), 2) +
                        std::pow(mean_of(x, 1) - mean_of(y, 1), 2) + s(x, 0, 0) + s(x, 1, 1) + s(y, 0, 0) +
                        s(y, 1, 1) - 2 * std::sqrt(trace + 2 * std::sqrt(determinant));
  CHECK(test::value_of("bures", x, y) == Approx(std::sqrt(square)).epsilon(1e-9));
  CHECK(test::value_of("bures", test::padded(x, 30), test::padded(y, 30)) ==
        Approx(std::sqrt(square)).epsilon(1e-7));  // wide layers; the root of a rounding of 1e-15
}

TEST_CASE("the maximum mean discrepancy is that of its definition", "[serial]") {
  for (const double width : {1.0, 0.5}) {
    const double bandwidth = width * width * (upper_median(x) + upper_median(y)) / 2;
    double within_x = 0, within_y = 0, across = 0;
    for (std::size_t i = 0; i < x.n; ++i)
      for (std::size_t j = 0; j < x.n; ++j) {
        within_x += std::exp(-std::pow(distance_between(x, i, x, j), 2) / (2 * bandwidth));
        within_y += std::exp(-std::pow(distance_between(y, i, y, j), 2) / (2 * bandwidth));
        across += std::exp(-std::pow(distance_between(x, i, y, j), 2) / (2 * bandwidth));
      }
    CHECK(test::value_of("mmd", x, y, {.kernel_width = width}) ==
          Approx(std::sqrt(within_x + within_y - 2 * across) / 17).epsilon(1e-9));
  }
}
