#include "netseam/core/error.hpp"
#include "netseam/tasks/row_split.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace netseam;

namespace {

// Row r has the inputs r and -r and the target 100 r.
tasks::Task numbered(std::size_t rows) {
  auto task = tasks::blank_task("numbered", rows, 2, 1, tasks::FittingLoss::squared_error);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto number = static_cast<float>(r);
    task.input[2 * r] = number;
    task.input[2 * r + 1] = -number;
    task.target[r] = 100 * number;
  }
  return task;
}

std::vector<float> numbers_of(const tasks::Task& task) {
  std::vector<float> numbers;
  for (std::size_t r = 0; r < task.rows; ++r) {
    const auto row = task.input_view().row(r);
    REQUIRE((row[1] == -row[0] && task.target[r] == 100 * row[0]));
    numbers.push_back(row[0]);
  }
  return numbers;
}

}  // namespace

TEST_CASE("every row is on one side of a split, whole and in its order", "[serial]") {
  const auto all = numbered(50);
  for (const std::size_t training : {0, 1, 20, 50}) {
    const auto split = tasks::random_split(all, training, 3);
    REQUIRE((split.training.rows == training && split.test.rows == 50 - training));
    REQUIRE((split.training.outputs == 1 && split.test.loss == tasks::FittingLoss::squared_error));
    auto rows = numbers_of(split.training);
    const auto others = numbers_of(split.test);
    REQUIRE((std::ranges::is_sorted(rows) && std::ranges::is_sorted(others)));
    rows.insert(rows.end(), others.begin(), others.end());
    std::ranges::sort(rows);
    for (std::size_t r = 0; r < 50; ++r) REQUIRE(rows[r] == static_cast<float>(r));
  }
  CHECK(numbers_of(tasks::random_split(all, 20, 3).training) ==
        numbers_of(tasks::random_split(all, 20, 3).training));
  CHECK(numbers_of(tasks::random_split(all, 20, 3).training) !=
        numbers_of(tasks::random_split(all, 20, 4).training));
  CHECK_THROWS_AS(tasks::random_split(all, 51, 3), core::InternalError);
}

TEST_CASE("every row trains as often as its share says", "[serial]") {
  const auto all = numbered(10);
  std::vector<int> times(10, 0);
  constexpr int splits = 2000;
  for (int seed = 0; seed < splits; ++seed)
    for (const float row : numbers_of(tasks::random_split(all, 3, static_cast<std::uint64_t>(seed)).training))
      ++times[static_cast<std::size_t>(row)];
  // deviation sqrt(2000 0.3 0.7) = 20.5; beyond 5 of them by chance once in 2 million
  for (const int count : times) CHECK(std::abs(count - 600) < 103);
}
