#include "made_points.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace netseam;
using namespace netseam::similarity;
using test::Points;

namespace {

Points reversed(const Points& points) {
  return test::made(points.n, points.width,
                    [&](std::size_t i, std::size_t c) { return points(i, points.width - 1 - c); });
}
Points scaled(const Points& points) {
  return test::made(points.n, points.width, [&](std::size_t i, std::size_t c) { return 3.7 * points(i, c); });
}
Points shifted(const Points& points) {
  return test::made(points.n, points.width, [&](std::size_t i, std::size_t c) {
    return points(i, c) + 2 - static_cast<double>(c % 3);
  });
}
Points reordered(const Points& points) {  // 7 has no factor in common with the numbers of samples here
  return test::made(points.n, points.width,
                    [&](std::size_t i, std::size_t c) { return points((7 * i + 3) % points.n, c); });
}
Points rotated(const Points& points) { return test::mapped(points, test::random_rotation(points.width, 77)); }
/// Rotation, then features times 1 to 3.
Points sheared(const Points& points) {
  const Points turned = rotated(points);
  return test::made(points.n, points.width, [&](std::size_t i, std::size_t c) {
    return turned(i, c) * (1 + 2 * static_cast<double>(c) / static_cast<double>(points.width));
  });
}

const std::vector<std::pair<Invariance, Points (*)(const Points&)>> changes{
    {permutation, reversed},     {orthogonal, rotated},  {invertible_linear, sheared},
    {isotropic_scaling, scaled}, {translation, shifted}, {sample_order, reordered}};

}  // namespace

TEST_CASE("values stay under the changes that a measure declares, and move under the others", "[serial]") {
  // tall and wide layers; of equal widths, so that every measure applies
  for (const auto& [n, width] : std::vector<std::pair<std::size_t, std::size_t>>{{60, 6}, {24, 30}}) {
    const Points x = test::random_points(n, width, 1), y = test::related(x, width, 2);
    for (const Measure& measure : measures()) {
      const double before = test::compare(measure, x, y).value;
      if (std::isnan(before)) {  // wide layers have trivial canonical correlations
        REQUIRE(measure.name.find("cca") != std::string_view::npos);
        REQUIRE(width > n);
        continue;
      }
      for (const auto& [flag, change] : changes) {
        // the changed layer is rounded to float32, 2^-24 of each value; the values here are Lipschitz in the
        // relative change of the layer with constants of some 10
        const double of_first = std::abs(test::compare(measure, change(x), y).value - before);
        const double of_second = std::abs(test::compare(measure, x, change(y)).value - before);
        INFO(measure.name << ", change " << flag << ", " << n << " x " << width << ": " << before
                          << " moves by " << of_first << " and " << of_second);
        if ((measure.invariances & flag) != 0) {
          CHECK(of_first < 2e-6);
          CHECK(of_second < 2e-6);
        } else if (width < n || flag != invertible_linear) {
          CHECK(of_first > 1e-4);
          CHECK(of_second > 1e-4);
        }
      }
    }
  }
}

TEST_CASE("declared invariances contain those that they imply", "[serial]") {
  for (const Measure& measure : measures()) {
    INFO(measure.name);
    if ((measure.invariances & invertible_linear) != 0) {
      CHECK((measure.invariances & orthogonal) != 0);
      CHECK((measure.invariances & isotropic_scaling) != 0);
    }
    if ((measure.invariances & orthogonal) != 0) CHECK((measure.invariances & permutation) != 0);
  }
}
