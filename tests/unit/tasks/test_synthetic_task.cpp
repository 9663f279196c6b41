#include "netseam/core/error.hpp"
#include "netseam/tasks/synthetic_task.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace netseam;

namespace {

// Rows of a range are the same however the range is cut.
template <class Make>
void require_rows_by_number(const Make& make) {
  const auto all = make(tasks::RowRange{0, 20, 3}), tail = make(tasks::RowRange{15, 5, 3});
  const auto rest = [&](const std::vector<float>& values, std::size_t width) {
    return std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(15 * width), values.end());
  };
  REQUIRE(rest(all.input, all.inputs) == tail.input);
  REQUIRE(rest(all.target, all.outputs) == tail.target);
  REQUIRE(make(tasks::RowRange{0, 20, 4}).input != all.input);
}

std::size_t class_of(std::span<const float> target) {
  REQUIRE(std::ranges::count(target, 1.0F) == 1);
  REQUIRE(std::ranges::count(target, 0.0F) == static_cast<std::ptrdiff_t>(target.size()) - 1);
  return static_cast<std::size_t>(std::ranges::find(target, 1.0F) - target.begin());
}

// Within six deviations of what `probability` gives: fails by chance once in 10^9.
void require_share(std::size_t count, std::size_t rows, double probability) {
  const auto n = static_cast<double>(rows);
  REQUIRE(std::abs(static_cast<double>(count) - n * probability) <=
          6 * std::sqrt(n * probability * (1 - probability)));
}

}  // namespace

TEST_CASE("images of lines: as many full columns as the class says", "[serial]") {
  const auto task = tasks::line_task({5, 12, 10}, {0, 2000, 1});
  REQUIRE((task.inputs == 60 && task.outputs == 10));
  std::vector<std::size_t> of_class(10, 0), of_column(12, 0);
  for (std::size_t row = 0; row < task.rows; ++row) {
    std::size_t lines = 0;
    for (std::size_t x = 0; x < 12; ++x) {
      const float top = task.input_view()(row, x);
      REQUIRE((top == 0 || top == 1));
      for (std::size_t y = 1; y < 5; ++y) REQUIRE(task.input_view()(row, y * 12 + x) == top);
      lines += top == 1;
      of_column[x] += top == 1;
    }
    REQUIRE(class_of(task.target_view().row(row)) == lines - 1);
    ++of_class[lines - 1];
  }
  for (const std::size_t count : of_class) require_share(count, 2000, 0.1);
  for (const std::size_t count : of_column) require_share(count, 2000, 5.5 / 12);  // 5.5 lines on average
  require_rows_by_number([](const auto& rows) { return tasks::line_task({}, rows); });
  REQUIRE_THROWS_AS(tasks::line_task({28, 9, 10}, {}), core::InternalError);
}

TEST_CASE("random pixels and classes are uniform", "[serial]") {
  const auto task = tasks::random_task(10, 4, {0, 2000, 1});
  std::vector<std::size_t> of_class(4, 0), of_tenth(10, 0);
  for (std::size_t row = 0; row < task.rows; ++row) ++of_class[class_of(task.target_view().row(row))];
  for (const float value : task.input) {
    REQUIRE((value >= 0 && value < 1));
    ++of_tenth[static_cast<std::size_t>(value * 10)];
  }
  for (const std::size_t count : of_class) require_share(count, 2000, 0.25);
  for (const std::size_t count : of_tenth) require_share(count, 20000, 0.1);
  require_rows_by_number([](const auto& rows) { return tasks::random_task(7, 3, rows); });
}

TEST_CASE("polynomials are sums of their monomials", "[serial]") {
  const auto task = tasks::polynomial_task({0, 50, 1});
  REQUIRE((task.inputs == 2 && task.outputs == 512 && task.loss == tasks::FittingLoss::squared_error));
  for (std::size_t row = 0; row < task.rows; ++row) {
    const double x = task.input_view()(row, 0), y = task.input_view()(row, 1);
    for (std::size_t s = 0; s < 512; ++s) {
      double sum = 0, size = 0;
      for (std::size_t bit = 0; bit < 9; ++bit) {
        if ((s >> bit) % 2 == 0) continue;
        const double term =
            std::pow(x, static_cast<double>(bit / 3)) * std::pow(y, static_cast<double>(bit % 3));
        sum += term;
        size += std::abs(term);
      }
      // one rounding to float, and a few to double of sums of this size
      REQUIRE(std::abs(task.target_view()(row, s) - sum) <= std::abs(sum) * 6.0e-8 + size * 1e-14);
    }
  }
  const auto many = tasks::polynomial_task({0, 4000, 2});
  double sum = 0, squares = 0;
  for (const float value : many.input) {
    sum += value;
    squares += double{value} * value;
  }
  REQUIRE(std::abs(sum) <= 6 * std::sqrt(8000.0));
  REQUIRE(std::abs(squares - 8000) <= 6 * std::sqrt(2 * 8000.0));  // the variance of a squared normal is 2
  require_rows_by_number([](const auto& rows) { return tasks::polynomial_task(rows); });
}
