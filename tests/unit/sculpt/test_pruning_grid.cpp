#include "netseam/core/error.hpp"
#include "netseam/sculpt/pruning_grid.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

using namespace netseam;
using Results = std::vector<sculpt::GridResult>;

TEST_CASE("a grid lists every combination once", "[serial]") {
  const sculpt::PruningGrid published;
  REQUIRE(sculpt::dense_trainings(published).size() == 4);
  REQUIRE(sculpt::unit_prunings(published).size() == 4 * 14);
  const auto edges = sculpt::edge_prunings(published);
  REQUIRE(edges.size() == 4 * 14 * 5);
  REQUIRE(std::set(edges.begin(), edges.end()).size() == edges.size());
  REQUIRE(edges.front() == sculpt::EdgePruning{0, 5, 0.5});
  REQUIRE(edges.back() == sculpt::EdgePruning{5, 70, 2.5});
}

TEST_CASE("the densest pruned network wins", "[serial]") {
  const auto choice = sculpt::densest_pruned(Results{{5, 1, 20, true}, {10, 1, 16, true}, {5, 2, 18, true}});
  REQUIRE((choice.winner == 1 && choice.tied == std::vector<std::size_t>{1}));
}

TEST_CASE("of equal ones the greatest edge step, then the greatest unit step, then the first; all are listed",
          "[serial]") {
  const auto choice = sculpt::densest_pruned(Results{
      {70, 0.5, 16, true}, {5, 2, 16, true}, {70, 2.5, 17, true}, {60, 2, 16, true}, {60, 2, 16, true}});
  REQUIRE(choice.winner == 3);
  REQUIRE(choice.tied == std::vector<std::size_t>{3, 4, 1, 0});
}

TEST_CASE("networks that miss the accuracy win only among themselves", "[serial]") {
  REQUIRE(sculpt::densest_pruned(Results{{5, 1, 10, false}, {10, 1, 16, true}}).winner == 1);
  REQUIRE(sculpt::densest_pruned(Results{{5, 1, 17, false}, {10, 1, 16, false}}).winner == 1);
  REQUIRE_THROWS_AS(sculpt::densest_pruned(Results{}), core::InternalError);
}
