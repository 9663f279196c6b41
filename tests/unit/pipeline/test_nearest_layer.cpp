#include "nearest_layer.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace netseam;
using pipeline::find_nearest_layer;

namespace {

const double none = std::nan("");

}  // namespace

TEST_CASE("the nearest layer counts only the draws in which it alone is the nearest", "[serial]") {
  // layer 1 is the nearest; of five draws it is so in the first, a tie, loses one, has no value in one, wins
  const std::vector<double> distance{3, 1, 2};
  const std::vector<double> drawn{3, 1, 0.5, 1,    none,  //
                                  1, 1, 1,   none, 4,     //
                                  2, 2, 2,   2,    5};
  const auto nearest = find_nearest_layer(distance, {drawn.data(), 3, 5});
  REQUIRE(nearest.layer == 1);
  REQUIRE(nearest.confidence == 2.0 / 5);
  // known values 1, 1, 1, 4: the quantiles at 0.05 * 3 and 0.95 * 3 of the order statistics
  REQUIRE(nearest.low == Approx(1));
  REQUIRE(nearest.high == Approx(1 + 0.85 * 3));
}

TEST_CASE("of equal distances the first layer is named, without confidence in either", "[serial]") {
  const std::vector<double> distance{none, 2, 2}, drawn{none, none, 2, 2, 2, 2};
  const auto nearest = find_nearest_layer(distance, {drawn.data(), 3, 2});
  REQUIRE(nearest.layer == 1);
  REQUIRE(nearest.confidence == 0);
}

TEST_CASE("where no layer has a value, or nothing was drawn, that is said", "[serial]") {
  const std::vector<double> nothing{none, none}, drawn{none, none};
  REQUIRE(find_nearest_layer(nothing, {drawn.data(), 2, 1}).layer == -1);
  REQUIRE(std::isnan(find_nearest_layer(nothing, {drawn.data(), 2, 1}).confidence));
  const std::vector<double> distance{2, 1};
  const auto nearest = find_nearest_layer(distance, {nullptr, 2, 0});
  REQUIRE(nearest.layer == 1);
  REQUIRE((std::isnan(nearest.confidence) && std::isnan(nearest.low) && std::isnan(nearest.high)));
}
