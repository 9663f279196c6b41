#include "netseam/assignment/assignment_solver.hpp"
#include "netseam/assignment/permutation.hpp"
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace netseam;
using assignment::AssignmentSolver;

namespace {

/// A square matrix in padded, aligned rows. The padding is far below every cost: it must never be chosen.
struct Costs {
  explicit Costs(std::size_t n) : points(n), values(n * core::padded<float>(n)) {
    std::fill(values.span().begin(), values.span().end(), -1e6F);
  }
  [[nodiscard]] core::MatrixView<float> view() {
    return {values.data(), points, points, core::padded<float>(points)};
  }
  std::size_t points;
  core::AlignedBuffer<float> values;
};

template <class Entry>
Costs made(std::size_t n, const Entry& entry) {
  Costs costs(n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) costs.view()(i, j) = static_cast<float>(entry(i, j));
  return costs;
}

double total(core::MatrixView<const float> cost, std::span<const std::int32_t> permutation) {
  double sum = 0;
  for (std::size_t i = 0; i < permutation.size(); ++i)
    sum += static_cast<double>(cost(i, static_cast<std::size_t>(permutation[i])));
  return sum;
}

double brute_force(core::MatrixView<const float> cost) {
  std::vector<std::int32_t> permutation = assignment::identity_permutation(cost.rows());
  double best = std::numeric_limits<double>::infinity();
  do best = std::min(best, total(cost, permutation));
  while (std::next_permutation(permutation.begin(), permutation.end()));
  return best;
}

/// What the value of a solved problem is above the lower bound that its column duals prove, in float64.
double proven_excess(core::MatrixView<const float> cost, const AssignmentSolver& solver) {
  const auto dual = solver.column_dual();
  double bound = std::accumulate(dual.begin(), dual.end(), 0.0);
  for (std::size_t i = 0; i < cost.rows(); ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < cost.columns(); ++j)
      least = std::min(least, static_cast<double>(cost(i, j)) - static_cast<double>(dual[j]));
    bound += least;
  }
  return total(cost, solver.column_of_row()) - bound;
}

/// Solves cold and checks value, permutation and proof. `magnitude`: of costs and duals; every match may be
/// off by a few roundings of it.
void check_solved(Costs& costs, AssignmentSolver& solver, double magnitude) {
  const core::MatrixView<const float> cost = costs.view();
  solver.begin(cost);
  const double value = solver.solve(cost, {});
  REQUIRE(assignment::is_permutation(solver.column_of_row()));
  CHECK(value == total(cost, solver.column_of_row()));
  const double rounding = static_cast<double>(cost.rows()) * 8 * magnitude * std::ldexp(1.0, -24);
  const double excess = proven_excess(cost, solver);
  CHECK(excess >=
        -1e-9 * magnitude * static_cast<double>(cost.rows()));  // weak duality, less rounding in float64
  CHECK(excess <= rounding);
}

}  // namespace

TEST_CASE("small assignments agree with brute force, with and without ties", "[serial]") {
  core::RandomStream random(1, 0, core::Purpose::test);
  for (std::size_t n = 1; n <= 7; ++n)
    for (int repeat = 0; repeat < 30; ++repeat) {
      const bool ties = repeat % 2 == 0;
      Costs costs = made(n, [&](std::size_t, std::size_t) {
        return ties ? static_cast<double>(random.below(4)) : random.normal();
      });
      AssignmentSolver solver(n);
      solver.begin(costs.view());
      const double value = solver.solve(costs.view(), {});
      // whole numbers have no rounding; otherwise duals of size 10 round to 6e-7 each
      REQUIRE(value <= brute_force(costs.view()) + (ties ? 0 : 1e-5));
    }
}

TEST_CASE("large assignments are proven best by their duals", "[serial]") {
  core::RandomStream random(2, 0, core::Purpose::test);
  for (const std::size_t n : {9, 16, 17, 60, 64, 65, 128, 300}) {
    AssignmentSolver solver(300);
    Costs normal = made(n, [&](std::size_t, std::size_t) { return random.normal(); });
    check_solved(normal, solver, 10);
    Costs rank_one =
        made(n, [](std::size_t i, std::size_t j) {  // the hardest for reduction: all duals differ
          return -static_cast<double>(i * j) / 100;
        });
    check_solved(rank_one, solver, static_cast<double>(n * n) / 50);
  }
}

TEST_CASE("massive ties are solved", "[serial]") {
  core::RandomStream random(3, 0, core::Purpose::test);
  for (const std::size_t n : {1, 2, 15, 16, 33, 200, 500}) {
    AssignmentSolver solver(n);
    Costs constant = made(n, [](std::size_t, std::size_t) { return 3.0; });
    check_solved(constant, solver, 3);
    Costs binary = made(n, [&](std::size_t, std::size_t) { return static_cast<double>(random.below(2)); });
    check_solved(binary, solver, 2);
    std::vector<double> of_group(n * n);  // every row and column eight times
    for (double& value : of_group) value = random.normal();
    Costs repeated = made(n, [&](std::size_t i, std::size_t j) { return of_group[i / 8 * n + j / 8]; });
    check_solved(repeated, solver, 10);
    Costs columns = made(n, [](std::size_t, std::size_t j) { return static_cast<double>(j % 3); });
    check_solved(columns, solver, 3);
  }
}

TEST_CASE("a tight warm start is kept and a bad one does no harm", "[serial]") {
  core::RandomStream random(4, 0, core::Purpose::test);
  const std::size_t n = 150;
  std::vector<std::int32_t> planted = assignment::identity_permutation(n), wrong = planted;
  random.shuffle(std::span(planted));
  random.shuffle(std::span(wrong));
  // costs whose least in row and column is at the planted match, several times over
  Costs costs = made(n, [&](std::size_t i, std::size_t j) {
    return static_cast<std::size_t>(planted[i]) == j ? 0.0 : static_cast<double>(random.below(3));
  });
  AssignmentSolver solver(n);
  const std::vector<float> zero(n, 0.0F);
  solver.begin(zero);
  CHECK(solver.solve(costs.view(), planted) == 0.0);
  CHECK(std::equal(planted.begin(), planted.end(), solver.column_of_row().begin()));
  CHECK(solver.solve(costs.view(), wrong) == 0.0);

  // a sequence of costs that change a little, each solved from the duals and the match of the one before
  for (int step = 0; step < 10; ++step) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) costs.view()(i, j) += static_cast<float>(0.3 * random.normal());
    const std::vector<std::int32_t> before(solver.column_of_row().begin(), solver.column_of_row().end());
    const double value = solver.solve(costs.view(), before);
    CHECK(proven_excess(costs.view(), solver) <= static_cast<double>(n) * 8 * 10 * std::ldexp(1.0, -24));
    AssignmentSolver cold(n);
    cold.begin(costs.view());
    CHECK(cold.solve(costs.view(), {}) ==
          Approx(value).margin(static_cast<double>(n) * 8 * 10 * std::ldexp(1.0, -24)));
  }
}

TEST_CASE("duals far from the costs cost time only", "[serial]") {
  core::RandomStream random(5, 0, core::Purpose::test);
  const std::size_t n = 90;
  Costs costs = made(n, [&](std::size_t, std::size_t) { return random.uniform(); });
  std::vector<float> dual(n);
  for (float& value : dual) value = static_cast<float>(100 * random.normal());
  AssignmentSolver solver(n);
  solver.begin(dual);
  solver.solve(costs.view(), {});
  CHECK(assignment::is_permutation(solver.column_of_row()));
  CHECK(proven_excess(costs.view(), solver) <= static_cast<double>(n) * 8 * 500 * std::ldexp(1.0, -24));
}

TEST_CASE("assignments that do not fit are refused", "[serial]") {
  AssignmentSolver solver(4);
  Costs costs = made(5, [](std::size_t, std::size_t) { return 0.0; });
  CHECK_THROWS_AS(solver.begin(costs.view()), core::InternalError);
  solver.begin(std::vector<float>(3, 0.0F));
  Costs four = made(4, [](std::size_t, std::size_t) { return 0.0; });
  CHECK_THROWS_AS(solver.solve(four.view(), {}), core::InternalError);
}
