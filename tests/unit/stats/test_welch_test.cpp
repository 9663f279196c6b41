#include "netseam/core/error.hpp"
#include "netseam/stats/welch_test.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>
#include <vector>

using netseam::stats::welch_test_less;
using Values = std::vector<double>;

TEST_CASE("a t-test has its published value", "[serial]") {
  // edge-weight products of a dense network of [4,2,4], 3 x 48 hidden units, seed 1 (arXiv:2305.18402,
  // released notebooks): printed with two decimals, as are t and p
  const auto first =
      welch_test_less(Values{721.21, 818.03, 697.88, 789.90}, Values{593.07, 873.50, 571.15, 841.27});
  REQUIRE(first.t == Approx(0.44).margin(0.0051));
  REQUIRE(first.p == Approx(0.66).margin(0.0051));
  const auto second =
      welch_test_less(Values{649.16, 963.20, 674.72, 1000.26}, Values{817.90, 925.28, 849.64, 960.89});
  REQUIRE(second.t == Approx(-0.68).margin(0.0051));
  REQUIRE(second.p == Approx(0.27).margin(0.0051));
}

TEST_CASE("p is the share of Student's distribution where that has a closed form", "[serial]") {
  // two values on both sides and equal variances: 2 degrees of freedom, F(t) = 1/2 + t / (2 sqrt(2 + t^2))
  for (const double shift : {-5.0, -1.0, -0.25, 0.0, 0.5, 3.0}) {
    const auto test = welch_test_less(Values{shift - 1, shift + 1}, Values{-1, 1});
    const double t = shift / std::sqrt(2.0);  // the mean of two values of variance 2 has variance 1
    REQUIRE(test.t == Approx(t).margin(1e-15));
    REQUIRE(test.freedom == Approx(2));
    REQUIRE(test.p == Approx(0.5 + t / (2 * std::sqrt(2 + t * t))).epsilon(1e-13));
  }
  // one side does not vary: 1 degree of freedom, F(t) = 1/2 + atan(t) / pi
  const auto cauchy = welch_test_less(Values{0, 0}, Values{1, 3});
  REQUIRE(cauchy.t == Approx(-2));
  REQUIRE(cauchy.freedom == Approx(1));
  REQUIRE(cauchy.p == Approx(0.5 + std::atan(-2.0) / std::numbers::pi).epsilon(1e-13));
}

TEST_CASE("tails are not lost to rounding", "[serial]") {
  // F(t) of 2 degrees of freedom is 1 / (2 t^2) to first order for large -t; the next term is 3 / (2 t^2) of
  // it
  const auto test = welch_test_less(Values{-1e6 - 1, -1e6 + 1}, Values{-1, 1});
  REQUIRE(test.p == Approx(1 / (2 * test.t * test.t)).epsilon(1e-10));
}

TEST_CASE("samples without variance or of one value", "[serial]") {
  const auto less = welch_test_less(Values{1, 1}, Values{2, 2});
  REQUIRE((std::isinf(less.t) && less.t < 0 && less.p == 0));
  const auto more = welch_test_less(Values{2, 2}, Values{1, 1});
  REQUIRE((std::isinf(more.t) && more.t > 0 && more.p == 1));
  const auto equal = welch_test_less(Values{1, 1}, Values{1, 1});
  REQUIRE((std::isnan(equal.t) && equal.p == 1));
  REQUIRE_THROWS_AS(welch_test_less(Values{1}, Values{1, 2}), netseam::core::InternalError);
}
