#include "netseam/core/error.hpp"
#include "netseam/tasks/task.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <utility>
#include <vector>

using namespace netseam;

namespace {

tasks::Task table(std::vector<float> input, std::vector<float> target) {
  const std::size_t rows = target.size();
  return {"table", rows, input.size() / rows, 1, std::move(input), std::move(target)};
}

using Rows = std::pair<std::size_t, std::size_t>;

}  // namespace

TEST_CASE("a table that contradicts itself names two rows", "[serial]") {
  REQUIRE_FALSE(tasks::contradictory_rows(table({0, 0, 0, 1, 1, 0, 1, 1}, {0, 1, 1, 0})));
  // equal rows that agree are no contradiction
  REQUIRE_FALSE(tasks::contradictory_rows(table({0, 1, 0, 0, 0, 1}, {1, 0, 1})));
  REQUIRE(tasks::contradictory_rows(table({0, 1, 0, 0, 0, 1}, {1, 0, 0})) == Rows{0, 2});
  // of several the one that shows first: rows 3 and 4; rows 1 and 5 come later
  REQUIRE(tasks::contradictory_rows(table({9, 1, 0, 2, 2, 1}, {0, 1, 0, 1, 0, 0})) == Rows{3, 4});
  // the third of equal rows is the first to differ
  REQUIRE(tasks::contradictory_rows(table({5, 5, 7, 5}, {1, 1, 0, 0})) == Rows{0, 3});
  REQUIRE(tasks::contradictory_rows(table({0.0F, -0.0F}, {0, 1})) == Rows{0, 1});
}

TEST_CASE("values that do not fit the size of a task are a fault", "[serial]") {
  auto task = table({0, 1}, {0, 1});
  task.inputs = 2;
  REQUIRE_THROWS_AS(tasks::contradictory_rows(task), core::InternalError);
  REQUIRE_THROWS_AS(tasks::contradictory_rows(table({0, std::numeric_limits<float>::quiet_NaN()}, {0, 1})),
                    core::InternalError);
}

TEST_CASE("the best constant answer has the most common value of every output", "[serial]") {
  auto digits = tasks::blank_task("digits", 10, 1, 10, tasks::FittingLoss::binary_cross_entropy);
  for (std::size_t row = 0; row < 10; ++row) digits.target[row * 10 + row] = 1;
  CHECK(tasks::constant_accuracy(digits) == Approx(0.9));  // all zeros
  digits.loss = tasks::FittingLoss::cross_entropy;
  CHECK(tasks::constant_accuracy(digits) == Approx(0.1));
  auto numbers = tasks::blank_task("numbers", 5, 1, 1, tasks::FittingLoss::squared_error);
  numbers.target = {0, 3, 0.5F, 1, 1.25F};
  CHECK(tasks::constant_accuracy(numbers) == Approx(0.6));  // 0.5 has 0, 0.5 and 1; 0.75 has 0.5, 1 and 1.25
}
