#include "made_points.hpp"
#include "principal_components.hpp"

#include "netseam/core/aligned_buffer.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace netseam;
using namespace netseam::similarity;
using test::Points;

namespace {

const MeasureOptions projecting{.widths = WidthRule::project};

Points components_of(const Points& points) {
  const std::size_t count = component_count(points.n, points.width);
  core::AlignedBuffer<std::byte> bytes(component_bytes(points.n, points.width));
  write_components(points.view(), test::backend(), bytes.span());
  const auto view = leading_components(bytes.span(), points.n, points.width, count);
  return test::made(points.n, count,
                    [&](std::size_t i, std::size_t c) { return static_cast<double>(view(i, c)); });
}

double largest_difference(const Points& a, const Points& b) {
  REQUIRE(a.values.size() == b.values.size());
  double largest = 0;
  for (std::size_t k = 0; k < a.values.size(); ++k)
    largest = std::max(largest, static_cast<double>(std::abs(a.values[k] - b.values[k])));
  return largest;
}

/// The points in a space of `width` dimensions, turned and shifted there.
Points embedded(const Points& points, std::size_t width, std::uint64_t seed) {
  const Points turned = test::mapped(test::padded(points, width), test::random_rotation(width, seed));
  return test::made(points.n, width, [&](std::size_t i, std::size_t c) {
    return turned(i, c) + 0.5 * static_cast<double>(c % 3);
  });
}

/// Columns of entries 1 and -1, orthogonal to each other and to a constant, times given lengths.
Points box(const std::vector<double>& length) {
  return test::made(8, length.size(),
                    [&](std::size_t i, std::size_t c) { return length[c] * ((i >> c & 1U) == 0 ? 1 : -1); });
}

}  // namespace

TEST_CASE("principal components keep all distances, are orthogonal, and fall", "[serial]") {
  for (const auto& [n, width] : std::vector<std::pair<std::size_t, std::size_t>>{{30, 5}, {12, 20}}) {
    const Points points = test::random_points(n, width, 1, 3), found = components_of(points);
    REQUIRE(found.width == std::min(width, n - 1));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j)  // float32 coordinates of size 3
        CHECK(test::naive_distance(found, i, j) == Approx(test::naive_distance(points, i, j)).margin(1e-5));
    for (std::size_t a = 0; a < found.width; ++a) {
      double largest = 0, mean = 0;
      for (std::size_t i = 0; i < n; ++i) {
        mean += found(i, a) / static_cast<double>(n);
        if (std::abs(found(i, a)) > std::abs(largest)) largest = found(i, a);
      }
      CHECK(std::abs(mean) < 1e-6);
      CHECK(largest > 0);
      for (std::size_t b = 0; b < a; ++b) {
        CHECK(std::abs(test::naive_covariance(found, a, found, b)) < 1e-6);
        CHECK(test::naive_covariance(found, a, found, a) < test::naive_covariance(found, b, found, b));
      }
    }
  }
}

TEST_CASE("principal components do not depend on where and how the points lie", "[serial]") {
  const Points points = test::random_points(40, 4, 2), found = components_of(points);
  const Points mirrored = test::made(40, 4, [&](std::size_t i, std::size_t c) { return 1 - points(i, c); });
  // layers are rounded to float32; axes turn by that over gaps of variances of some tenths
  CHECK(largest_difference(components_of(mirrored), found) < 1e-5);
  const Points wide = components_of(embedded(points, 9, 3));
  CHECK(largest_difference(test::made(40, 4, [&](std::size_t i, std::size_t c) { return wide(i, c); }),
                           found) < 1e-5);
  double rest = 0;
  for (std::size_t i = 0; i < 40; ++i)
    for (std::size_t c = 4; c < 9; ++c) rest = std::max(rest, std::abs(wide(i, c)));
  CHECK(rest < 1e-5);
  const Points constant =
      test::made(10, 3, [](std::size_t, std::size_t c) { return 0.1 + 7.7 * static_cast<double>(c); });
  for (const float value : components_of(constant).values) CHECK(value == 0);
}

TEST_CASE("a projected layer has distance 0 from its isometric copies in wider spaces", "[serial]") {
  // more samples than features, and features of which only some vary
  for (const Points& points :
       {test::random_points(40, 4, 5), test::padded(test::random_points(20, 4, 6), 7)}) {
    const Points copy = embedded(points, 12, 7), other = test::random_points(points.n, 12, 8);
    for (const Measure& measure : measures()) {
      if (!measure.equal_widths) continue;
      const double to_copy = test::compare(measure, points, copy, projecting).value;
      INFO(measure.name << ": " << to_copy);
      CHECK(to_copy < 2e-5);  // axes are turned by the rounding of the copy, as above
      CHECK(test::compare(measure, copy, points, projecting).value < 2e-5);
      CHECK(test::compare(measure, points, other, projecting).value > 1e-2);
    }
  }
}

TEST_CASE("projected values do not depend on the order of the layers", "[serial]") {
  const Points x = test::random_points(30, 4, 9), wide = test::random_points(30, 7, 10, 0.5);
  for (const Measure& measure : measures()) {
    INFO(measure.name);
    CHECK(test::compare(measure, x, wide, projecting).value ==
          Approx(test::compare(measure, wide, x, projecting).value).epsilon(1e-9));
    // equal widths are compared as they are
    const Points y = test::related(x, 4, 11);
    CHECK(test::compare(measure, x, y, projecting).value == test::compare(measure, x, y).value);
  }
}

TEST_CASE("projected boxes are at the distance of their half sides", "[serial]") {
  // components of a box are its sides by falling length; corners go with corners
  const Points wide = box({1, 3, 2}), narrow = box({1, 2.5});
  const double expected = std::hypot(3 - 2.5, 2 - 1.0);
  for (const char* name : {"bures", "wasserstein"})
    CHECK(test::value_of(name, wide, narrow, projecting) == Approx(expected).epsilon(1e-6));
}

TEST_CASE("layers are not projected on more components than samples give", "[serial]") {
  const Measure& bures = *find_measure("bures");
  const auto finding = [&](std::size_t n, std::size_t narrow, std::size_t wide) {
    const auto result =
        test::compare(bures, test::random_points(n, narrow, 1), test::random_points(n, wide, 2), projecting);
    CHECK(std::isnan(result.value) == (result.finding != Finding::none));
    return result.finding;
  };
  CHECK(finding(6, 5, 8) == Finding::none);
  CHECK(finding(5, 5, 8) == Finding::few_components);
  CHECK(finding(5, 8, 5) == Finding::few_components);
  CHECK(finding(5, 8, 8) == Finding::none);
}

TEST_CASE("projection adds the components to the memory of a layer, of measures that need it", "[serial]") {
  for (const Measure& measure : measures()) {
    INFO(measure.name);
    const auto bytes = [&](std::size_t width, const MeasureOptions& options) {
      return prepared_layer_bytes(measure, 100, width, options);
    };
    const auto added = [&](std::size_t width) {
      return bytes(width, projecting) - core::padded<std::byte>(bytes(width, {}));
    };
    if (!measure.equal_widths) {
      CHECK(bytes(30, projecting) == bytes(30, {}));
      continue;
    }
    CHECK(added(30) == 100 * 30 * sizeof(float));
    CHECK(added(300) == 100 * 99 * sizeof(float));
    CHECK(layer_scratch_bytes(measure, 100, 30, projecting) >= layer_scratch_bytes(measure, 100, 30, {}));
  }
}
