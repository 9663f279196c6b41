#include "netseam/core/error.hpp"
#include "netseam/tasks/modular_sum.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace netseam;

namespace {

// The number that columns first .. first + size - 1 of a row stand for; all others of them are 0.
std::size_t digit(std::span<const float> row, std::size_t first, std::size_t size) {
  const auto part = row.subspan(first, size);
  REQUIRE(std::ranges::count(part, 1.0F) == 1);
  REQUIRE(std::ranges::count(part, 0.0F) == static_cast<std::ptrdiff_t>(size) - 1);
  return static_cast<std::size_t>(std::ranges::find(part, 1.0F) - part.begin());
}

}  // namespace

TEST_CASE("plain sums: every pair of digits once, in order, with its sum", "[serial]") {
  for (const std::size_t p : {2, 5, 7}) {
    const auto task = tasks::modular_sum({p, 2, 1, p});
    REQUIRE((task.rows == p * p && task.inputs == 2 * p && task.outputs == p));
    REQUIRE(task.loss == tasks::FittingLoss::cross_entropy);
    for (std::size_t row = 0; row < task.rows; ++row) {
      const std::size_t a = digit(task.input_view().row(row), 0, p),
                        b = digit(task.input_view().row(row), p, p);
      REQUIRE((a == row / p && b == row % p));
      REQUIRE(digit(task.target_view().row(row), 0, p) == (a + b) % p);
    }
  }
}

TEST_CASE("sums of sums", "[serial]") {
  const auto task = tasks::modular_sum({3, 2, 2, 2});
  REQUIRE((task.rows == 81 && task.inputs == 12 && task.outputs == 2));
  for (std::size_t row = 0; row < task.rows; ++row) {
    std::size_t digits[4];
    for (std::size_t i = 0; i < 4; ++i) digits[i] = digit(task.input_view().row(row), 3 * i, 3);
    REQUIRE(row == 27 * digits[0] + 9 * digits[1] + 3 * digits[2] + digits[3]);
    const std::size_t inner = (digits[0] + digits[1]) % 3 + (digits[2] + digits[3]) % 3;
    REQUIRE(digit(task.target_view().row(row), 0, 2) == inner % 2);
  }
}

TEST_CASE("sums that cannot be", "[serial]") {
  REQUIRE_THROWS_AS(tasks::modular_sum({1, 2, 1, 2}), core::InternalError);
  REQUIRE_THROWS_AS(tasks::modular_sum({5, 0, 1, 5}), core::InternalError);
  REQUIRE_THROWS_AS(tasks::modular_sum({5, 2, 0, 5}), core::InternalError);
  REQUIRE_THROWS_AS(tasks::modular_sum({113, 2, 2, 7}), core::InternalError);
}
