#include "netseam/hierarchy/separability.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace netseam;
using hierarchy::apart;
using hierarchy::together;

TEST_CASE("units are apart or together by what they share against chance", "[serial]") {
  // k_i = k_j = 4 of N = 16 share 1 by chance: that is apart as well as together
  REQUIRE((apart({4, 4, 1, 16}) && together({4, 4, 1, 16})));
  REQUIRE((apart({4, 4, 0, 16}) && !together({4, 4, 0, 16})));
  REQUIRE((!apart({4, 4, 2, 16}) && together({4, 4, 2, 16})));
  // among 15 units chance gives 16 / 15, among 17 it gives 16 / 17
  REQUIRE((apart({4, 4, 1, 15}) && !together({4, 4, 1, 15})));
  REQUIRE((!apart({4, 4, 1, 17}) && together({4, 4, 1, 17})));
  // one contains the other: never apart, always together, also below chance
  REQUIRE((!apart({4, 4, 4, 4}) && together({4, 4, 4, 4})));
  REQUIRE((!together({2, 8, 1, 15}) && apart({2, 8, 1, 15})));
  // nothing shared and nothing to share
  REQUIRE((apart({0, 0, 0, 8}) && together({0, 0, 0, 8})));
}

TEST_CASE("the score is in deviations of chance, or plain where there is none", "[serial]") {
  // e = 4 x 6 / 12 = 2, x = 24 / 144 = 1/6, deviation sqrt(12 x 5 / 36)
  REQUIRE(hierarchy::overlap_score({4, 6, 3, 12}) == Approx(1 / std::sqrt(12.0 * 5 / 36)).epsilon(1e-14));
  REQUIRE(hierarchy::overlap_score({4, 6, 2, 12}) == 0);
  // all of all: x = 1, no deviation
  REQUIRE(hierarchy::overlap_score({4, 4, 4, 4}) == 0);
  REQUIRE(hierarchy::overlap_score({0, 3, 0, 4}) == 0);
}
