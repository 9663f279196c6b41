#include "netseam/core/error.hpp"
#include "netseam/stats/binomial_interval.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstddef>

using netseam::stats::wilson_interval;

TEST_CASE("the score interval has its published values", "[serial]") {
  // Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I, method 3:
  // four decimals
  const struct {
    std::size_t successes, trials;
    double low, high;
  } published[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& row : published) {
    const auto interval = wilson_interval(row.successes, row.trials);
    REQUIRE(interval.low == Approx(row.low).margin(5.01e-5));
    REQUIRE(interval.high == Approx(row.high).margin(5.01e-5));
  }
}

TEST_CASE("its ends are the probabilities that a score test just does not reject", "[serial]") {
  const double z = 1.959963984540054;
  for (std::size_t trials = 1; trials <= 36; ++trials)
    for (std::size_t successes = 0; successes <= trials; ++successes) {
      const auto interval = wilson_interval(successes, trials);
      const auto n = static_cast<double>(trials);
      for (const double end : {interval.low, interval.high}) {
        if (end == 0 || end == 1) continue;
        // |share - p| = z sqrt(p (1 - p) / n), a few roundings of numbers below 2
        REQUIRE(std::abs(interval.share - end) == Approx(z * std::sqrt(end * (1 - end) / n)).margin(1e-13));
      }
      const auto opposite = wilson_interval(trials - successes, trials);
      REQUIRE(opposite.low == Approx(1 - interval.high).margin(1e-15));
    }
}

TEST_CASE("no trials say nothing, and too many successes are a fault", "[serial]") {
  const auto nothing = wilson_interval(0, 0);
  REQUIRE(std::isnan(nothing.share));
  REQUIRE((nothing.low == 0 && nothing.high == 1));
  REQUIRE_THROWS_AS(wilson_interval(2, 1), netseam::core::InternalError);
}
