#include "replicate_plan.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using pipeline::ranks_for_replicate;

// Four ranks with 10 bytes each; one group shares 100 bytes: all apart 440, two groups 240, all together 140.
TEST_CASE("a replicate has as few ranks as memory allows", "[serial]") {
  const similarity::AllLayersMemory replicate{100, 10};
  const auto ranks_with = [&](std::size_t memory, std::size_t shared, std::size_t rows = 0) {
    return ranks_for_replicate(replicate, {4, memory, shared, rows});
  };
  CHECK(ranks_with(440, 0) == 1);  // one rank needs no window
  CHECK(ranks_with(439, 1000) == 2);
  CHECK(ranks_with(240, 200) == 2);
  CHECK(ranks_with(240, 199) == 4);
  CHECK(ranks_with(239, 1000) == 4);
  CHECK(ranks_with(0, 0) == 4);
  CHECK(ranks_with(490, 49, 50) == 4);  // the kept samples are in a window
  CHECK(ranks_with(490, 50, 50) == 1);
  CHECK(ranks_with(489, 1000, 50) == 2);
  CHECK(ranks_for_replicate({100, 10}, {1, 0, 0, 0}) == 1);
  // three groups of at most two ranks on five: 300 + 50
  CHECK(ranks_for_replicate(replicate, {5, 350, 350, 0}) == 2);
  CHECK(ranks_for_replicate(replicate, {5, 349, 350, 0}) == 4);
}

TEST_CASE("samples are kept where they leave room for the largest measure", "[serial]") {
  CHECK(pipeline::keeps_rows({1, 100, 100, 0}, 50, 50));
  CHECK_FALSE(pipeline::keeps_rows({1, 100, 100, 0}, 51, 0));
  CHECK_FALSE(pipeline::keeps_rows({1, 100, 100, 0}, 50, 51));
  CHECK_FALSE(pipeline::keeps_rows({1, 100, 99, 0}, 50, 0));
}
