#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/sculpt/percentile.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using netseam::sculpt::percentile;
using netseam::sculpt::percentile_with_zeros;

TEST_CASE("percentiles of known values", "[serial]") {
  const std::vector<double> values{10, 7, 4, 3, 2, 1};  // the example of numpy's manual: 3.5
  REQUIRE(percentile(values, 50) == 3.5);
  REQUIRE(percentile(values, 0) == 1);
  REQUIRE(percentile(values, 100) == 10);
  REQUIRE(percentile(values, 20) == 2);    // exactly the second of six
  REQUIRE(percentile(values, 90) == 8.5);  // half way from the fifth to the sixth
  REQUIRE(percentile({5}, 37) == 5);
  REQUIRE(percentile({0, 0, 0, 1}, 70) == Approx(0.1).epsilon(1e-14));
}

TEST_CASE("percentiles are those of the sorted values, whatever the order", "[serial]") {
  netseam::core::RandomStream random(1, 0, netseam::core::Purpose::test);
  for (const std::size_t n : {2, 3, 10, 101}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(random.below(3) == 0 ? 0 : random.normal());
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    for (double percent = 0; percent <= 100; percent += 1.25) {
      const double place = static_cast<double>(n - 1) * (percent / 100), floor = std::floor(place);
      const auto low = static_cast<std::size_t>(floor), high = std::min(low + 1, n - 1);
      const double expected = sorted[low] * (1 - (place - floor)) + sorted[high] * (place - floor);
      REQUIRE(percentile(values, percent) ==
              Approx(expected).margin(1e-14));  // a few roundings of numbers of size 1 to 3
    }
  }
}

TEST_CASE("zeros may be counted instead of listed", "[serial]") {
  netseam::core::RandomStream random(2, 0, netseam::core::Purpose::test);
  for (const std::size_t zeros : {0, 1, 2, 50})
    for (const std::size_t n : {0, 1, 2, 30}) {
      std::vector<double> values, all(zeros, 0.0);
      for (std::size_t i = 0; i < n; ++i) values.push_back(i == 5 ? 0 : random.uniform());
      all.insert(all.end(), values.begin(), values.end());
      if (all.empty()) continue;
      for (double percent = 0; percent <= 100; percent += 0.625)
        REQUIRE(percentile_with_zeros(values, zeros, percent) == percentile(all, percent));
    }
  REQUIRE_THROWS_AS(percentile_with_zeros({}, 0, 50), netseam::core::InternalError);
}

TEST_CASE("percentiles of nothing, or beyond 0 to 100", "[serial]") {
  REQUIRE_THROWS_AS(percentile({}, 50), netseam::core::InternalError);
  REQUIRE_THROWS_AS(percentile({1}, 100.5), netseam::core::InternalError);
  REQUIRE_THROWS_AS(percentile({1}, -1), netseam::core::InternalError);
  REQUIRE_THROWS_AS(percentile({1}, std::nan("")), netseam::core::InternalError);
}
