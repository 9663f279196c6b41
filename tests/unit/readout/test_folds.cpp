#include "netseam/core/error.hpp"
#include "netseam/readout/folds.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;

TEST_CASE("folds are of one size up to one sample, random, and a function of the seed", "[serial]") {
  const auto fold = readout::draw_folds(23, 5, 7);
  REQUIRE(fold.size() == 23);
  for (std::size_t f = 0; f < 5; ++f) {
    const auto size = std::count(fold.begin(), fold.end(), f);
    CHECK((size == 4 || size == 5));
  }
  CHECK(fold == readout::draw_folds(23, 5, 7));
  CHECK(fold != readout::draw_folds(23, 5, 8));
  CHECK_THROWS_AS(readout::draw_folds(3, 0, 1), core::InternalError);
}
