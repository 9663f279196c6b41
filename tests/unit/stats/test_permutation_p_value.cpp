#include "netseam/stats/permutation_p_value.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <vector>

using netseam::stats::permutation_p_value;

namespace {
const double not_a_number = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("a p-value is the share of draws that are at least as large, the observed one included",
          "[serial]") {
  const std::vector<double> null{1, 2, 3, 4};
  REQUIRE(permutation_p_value(5, null) == 1.0 / 5);
  REQUIRE(permutation_p_value(3.5, null) == 2.0 / 5);
  REQUIRE(permutation_p_value(0, null) == 1);
  REQUIRE(permutation_p_value(7, {}) == 1);
  const double infinity = std::numeric_limits<double>::infinity();
  REQUIRE(permutation_p_value(infinity, null) == 1.0 / 5);
  REQUIRE(permutation_p_value(infinity, std::vector<double>{infinity, 1}) == 2.0 / 3);
}

TEST_CASE("ties and NaN are no evidence", "[serial]") {
  REQUIRE(permutation_p_value(3, std::vector<double>{1, 2, 3, 4}) == 3.0 / 5);
  REQUIRE(permutation_p_value(2, std::vector<double>{2, 2, 2}) == 1);
  REQUIRE(permutation_p_value(5, std::vector<double>{1, not_a_number, 3, not_a_number}) == 3.0 / 5);
  REQUIRE(permutation_p_value(not_a_number, std::vector<double>{1, 2}) == 1);
  REQUIRE(permutation_p_value(not_a_number, std::vector<double>{not_a_number}) == 1);
}

TEST_CASE("under exchangeability p-values are uniform, and ties make them only larger", "[serial]") {
  // each of the values is the observed one equally often: the p-values are 1/m, 2/m, ..., 1
  const auto below_level = [](const std::vector<double>& pool, double level) {
    std::size_t rejected = 0;
    for (std::size_t observed = 0; observed < pool.size(); ++observed) {
      std::vector<double> null(pool);
      null.erase(null.begin() + static_cast<std::ptrdiff_t>(observed));
      if (permutation_p_value(pool[observed], null) <= level) ++rejected;
    }
    return static_cast<double>(rejected) / static_cast<double>(pool.size());
  };
  const std::vector<double> distinct{0.3, -1, 7, 2, 5}, tied{1, 1, 2, 3, 3}, equal(5, 1.0);
  for (std::size_t k = 1; k <= 5; ++k) {
    const double level = static_cast<double>(k) / 5;
    REQUIRE(below_level(distinct, level) == level);
    REQUIRE(below_level(tied, level) <= level);
  }
  REQUIRE(below_level(equal, 0.8) == 0);
}
