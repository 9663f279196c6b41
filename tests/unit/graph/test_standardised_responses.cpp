#include "standardised_responses.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace netseam;

TEST_CASE("tied values share the mean of their ranks", "[serial]") {
  std::vector<double> values = {3, 1, 3, 2, 3, 1};
  graph::replace_by_ranks(values);
  REQUIRE(values == std::vector<double>{5, 1.5, 5, 3, 5, 1.5});
  std::vector<double> zeros = {0.0, -0.0, 1};
  graph::replace_by_ranks(zeros);
  REQUIRE(zeros == std::vector<double>{1.5, 1.5, 3});
}

TEST_CASE("standardised values have mean 0 and length 1, or do not vary", "[serial]") {
  std::vector<double> values = {1, 2, 3, 6};  // mean 3, squares 4 + 1 + 0 + 9
  graph::standardise(values);
  const double length = std::sqrt(14.0);
  REQUIRE(values == std::vector<double>{-2 / length, -1 / length, 0, 3 / length});
  std::vector<double> constant(7, 0.1);  // whose mean is not 0.1 exactly
  graph::standardise(constant);
  REQUIRE(constant == std::vector<double>(7, 0.0));
}
