#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/work_pool.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace netseam::parallel;

TEST_CASE("a single node gets all at once", "[serial]") {
  WorkPool pool({{{0, 500}}}, {4});
  REQUIRE(pool.take(0) == WorkRange{0, 500});
  REQUIRE(pool.take(0).size() == 0);
}

TEST_CASE("nodes get their own share first, in order and in shrinking pieces", "[serial]") {
  WorkPool pool({{{0, 100}}, {{100, 200}}}, {8, 8});
  const WorkRange first = pool.take(1), second = pool.take(1);
  REQUIRE(first.begin == 100);
  REQUIRE(second.begin == first.end);
  REQUIRE(second.size() <= first.size());
  REQUIRE(second.size() > 0);
}

TEST_CASE("whatever the order of questions, each item is handed out once and none is left", "[serial]") {
  netseam::core::RandomStream random(1, 0, netseam::core::Purpose::test);
  const std::vector<std::vector<WorkRange>> share{
      {{0, 70}}, {{70, 70}}, {{70, 500}, {600, 1000}}, {{500, 600}, {1000, 1031}}};
  WorkPool pool(share, {3, 1, 64, 8});
  std::vector<int> times(1031, 0);
  std::vector<bool> over(4, false);
  while (std::find(over.begin(), over.end(), false) != over.end()) {
    const std::size_t node = random.below(4);
    const WorkRange range = pool.take(node);
    over[node] = range.size() == 0;
    for (std::size_t item = range.begin; item < range.end; ++item) ++times[item];
  }
  REQUIRE(times == std::vector<int>(1031, 1));
}

TEST_CASE("a node takes over only what it can", "[serial]") {
  // node 0 has no work of its own and can do every third item
  WorkPool pool({{}, {{0, 30}}}, {4, 4},
                [](std::size_t node, std::size_t item) { return node == 1 || item % 3 == 0; });
  std::vector<int> times(30, 0);
  for (WorkRange range = pool.take(0); range.size() > 0; range = pool.take(0)) {
    REQUIRE(range.size() == 1);
    REQUIRE(range.begin % 3 == 0);
    ++times[range.begin];
  }
  for (WorkRange range = pool.take(1); range.size() > 0; range = pool.take(1)) {
    for (std::size_t item = range.begin; item < range.end; ++item) ++times[item];
  }
  REQUIRE(times == std::vector<int>(30, 1));
}

TEST_CASE("a closed pool gives nothing", "[serial]") {
  WorkPool pool({{{0, 5}}, {{5, 9}}}, {1, 1});
  pool.close();
  REQUIRE(pool.closed());
  REQUIRE(pool.take(0).size() == 0);
}

TEST_CASE("nodes ask the earlier the faster they work", "[serial]") {
  REQUIRE(WorkPool::low_water(64, 0) == 16);
  REQUIRE(WorkPool::low_water(64, 10000) > WorkPool::low_water(64, 100));
}
