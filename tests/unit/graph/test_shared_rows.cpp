#include "own_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace netseam;

TEST_CASE("the rows of all blocks are shared out once, evenly by weights", "[serial]") {
  const std::vector<graph::GraphBlock> blocks = {
      {"a", 0, 100, 500, 64}, {"b", 0, 1, 500, 7}, {"none", 0, 40, 0, 0}, {"c", 100, 333, 0, 100}};
  const std::size_t total = 100 * 64 + 7 + 333 * 100;
  const std::size_t step = GENERATE(0U, 16U);
  for (const std::size_t ranks : {1U, 2U, 3U, 7U, 100U}) {
    std::vector<std::vector<int>> seen = {
        std::vector<int>(100), std::vector<int>(1), {}, std::vector<int>(333)};
    std::size_t largest = 0;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
      std::size_t weights = 0;
      for (const auto& part : graph::share_rows(blocks, step, ranks, rank)) {
        REQUIRE(part.first % (step > 0 ? step : 8) == 0);
        for (std::size_t r = part.first; r < part.first + part.rows; ++r) ++seen.at(part.block).at(r);
        weights += part.rows * blocks[part.block].columns;
      }
      largest = std::max(largest, weights);
    }
    for (const auto& rows : seen)
      REQUIRE(std::all_of(rows.begin(), rows.end(), [](int times) { return times == 1; }));
    // a cut is off by half a step at most, a part has two
    REQUIRE(largest <= total / ranks + 1 + 100 * (step > 0 ? step : 8));
  }
}
