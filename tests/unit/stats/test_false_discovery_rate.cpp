#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/stats/false_discovery_rate.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace netseam;
using stats::benjamini_hochberg;

namespace {

// The step-up procedure as it is defined: the largest k with p_(k) <= k q / m; the k smallest are rejected.
std::vector<bool> rejected_at(const std::vector<double>& p, double q) {
  std::vector<double> sorted(p);
  std::ranges::sort(sorted);
  double threshold = -1;
  for (std::size_t k = 1; k <= p.size(); ++k)
    if (sorted[k - 1] <= static_cast<double>(k) * q / static_cast<double>(p.size()))
      threshold = sorted[k - 1];
  std::vector<bool> rejected;
  for (const double value : p) rejected.push_back(value <= threshold);
  return rejected;
}

}  // namespace

TEST_CASE("adjusted p-values by hand", "[serial]") {
  // m = 4 by rank: 0.01 * 4, 0.02 * 2, 0.03 * 4/3, 0.5: from the right 0.5, 0.04, 0.04, 0.04
  const auto adjusted = benjamini_hochberg(std::vector<double>{0.03, 0.5, 0.01, 0.02});
  REQUIRE(adjusted[0] == Approx(0.04).epsilon(1e-15));
  REQUIRE(adjusted[1] == 0.5);
  REQUIRE(adjusted[2] == Approx(0.04).epsilon(1e-15));
  REQUIRE(adjusted[3] == Approx(0.04).epsilon(1e-15));
  REQUIRE(benjamini_hochberg({}).empty());
  REQUIRE(benjamini_hochberg(std::vector<double>{0.2}) == std::vector<double>{0.2});
}

TEST_CASE("an adjusted p-value is the least rate at which the step-up procedure rejects", "[serial]") {
  core::RandomStream random(1, 0, core::Purpose::test);
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::vector<double> p(1 + random.below(12));
    for (double& value : p) value = random.uniform() * random.uniform();
    if (p.size() > 2) p[1] = p[0];
    const auto adjusted = benjamini_hochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      // a relative step of 1e-9 is far above rounding (1e-16) and far below the gaps between random values
      REQUIRE(rejected_at(p, adjusted[i] * (1 + 1e-9))[i]);
      if (adjusted[i] < 1) REQUIRE_FALSE(rejected_at(p, adjusted[i] * (1 - 1e-9))[i]);
    }
  }
}

TEST_CASE("NaN counts as no evidence, and values that are no p-values are refused", "[serial]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(benjamini_hochberg(std::vector<double>{nan, 0.25}) == std::vector<double>{1, 0.5});
  REQUIRE_THROWS_AS(benjamini_hochberg(std::vector<double>{1.5}), core::InternalError);
  REQUIRE_THROWS_AS(benjamini_hochberg(std::vector<double>{-0.1}), core::InternalError);
}
