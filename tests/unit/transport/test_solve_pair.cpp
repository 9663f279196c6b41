#include "made_layers.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/permutation_loss.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace netseam;
using data::PairDistance;
using data::Start;
using transport::PairOptions;
using transport::PairSolver;

namespace {

constexpr std::size_t n = 80;

PairOptions starting(std::vector<Start> starts) {
  PairOptions options;
  options.starts = std::move(starts);
  options.resamples = 0;
  return options;
}

PairDistance solve(const test::BuiltSpace& first, const test::BuiltSpace& second, const PairOptions& options,
                   const std::vector<std::int32_t>& previous = {}) {
  return PairSolver(test::backend(), std::max(first.space.points(), second.space.points()), options)
      .solve(first.space, second.space, 3, previous);
}

}  // namespace

TEST_CASE("the best start is kept, and the earlier of equal ones", "[serial]") {
  const auto first = test::build(test::random_layer(n, 8, 1)),
             second = test::build(test::random_layer(n, 6, 2));
  const PairDistance identity = solve(first, second, starting({Start::identity}));
  const PairDistance product = solve(first, second, starting({Start::product}));
  REQUIRE(identity.loss != product.loss);
  CHECK(identity.start == Start::identity);
  CHECK(product.start == Start::product);
  for (const auto& order :
       {std::vector{Start::identity, Start::product}, std::vector{Start::product, Start::identity}}) {
    const PairDistance best = solve(first, second, starting(order));
    const PairDistance& better = identity.loss < product.loss ? identity : product;
    CHECK(best.loss == better.loss);
    CHECK(best.permutation == better.permutation);
    CHECK(best.start == better.start);
    CHECK(best.iterations == identity.iterations + product.iterations);
  }
  // a descent that begins where another ended goes nowhere: equal losses
  const PairDistance tied =
      solve(first, second, starting({Start::identity, Start::previous}), identity.permutation);
  CHECK(tied.loss == identity.loss);
  CHECK(tied.start == Start::identity);
}

TEST_CASE("a pair's result bounds and repeats itself", "[serial]") {
  const auto first = test::build(test::random_layer(n, 8, 3)),
             second = test::build(test::random_layer(n, 6, 4));
  PairOptions options = starting({Start::identity});
  options.restarts = 3;
  options.resamples = 20;
  const PairDistance result = solve(first, second, options);
  CHECK(result.loss == transport::permutation_loss(first.space, second.space, result.permutation));
  CHECK(result.identity == transport::identity_loss(first.space, second.space));
  CHECK(result.lower_bound >= 0);
  CHECK(result.lower_bound <= result.loss);
  CHECK(result.loss <= result.identity);
  CHECK(result.resampled.size() == 20);
  CHECK(result.coupling.empty());
  CHECK(result.status == data::SolveStatus::converged);
  CHECK(result.loss <= solve(first, second, starting({Start::identity})).loss);
  const PairDistance again = solve(first, second, options);
  CHECK(again.loss == result.loss);
  CHECK(again.permutation == result.permutation);
  CHECK(again.resampled == result.resampled);
}

TEST_CASE("a previous permutation is a start where there is one", "[serial]") {
  const auto layer = test::random_layer(n, 8, 5);
  const auto first = test::build(layer), second = test::build(test::rotated(layer, 6));
  std::vector<std::int32_t> previous = assignment::identity_permutation(n);
  std::swap(previous[0], previous[1]);
  const PairDistance found = solve(first, second, starting({Start::previous}), previous);
  CHECK(found.start == Start::previous);
  CHECK(found.loss < 1e-12);
  CHECK(solve(first, second, starting({Start::previous})).start == Start::identity);
  previous[0] = previous[1];
  CHECK_THROWS_AS(solve(first, second, starting({Start::previous}), previous), core::InternalError);
}

TEST_CASE("layers of different numbers of points get a coupling", "[serial]") {
  const auto first = test::build(test::random_layer(12, 4, 7)),
             second = test::build(test::random_layer(9, 4, 8));
  const PairDistance result = solve(first, second, starting({Start::product}));
  CHECK(result.permutation.empty());
  REQUIRE_FALSE(result.coupling.empty());
  double mass = 0;
  for (const data::CouplingEntry& entry : result.coupling) mass += entry.mass;
  CHECK(mass == Approx(1).epsilon(1e-12));
  CHECK(result.lower_bound <= result.loss);
}

TEST_CASE("unequal sample weights get a coupling with those weights", "[serial]") {
  const auto first = test::build(test::random_layer(6, 4, 9)),
             second = test::build(test::random_layer(6, 3, 10));
  PairOptions options = starting({Start::identity});
  options.sample_weight = {0.5, 0.1, 0.1, 0.1, 0.1, 0.1};
  const PairDistance result = solve(first, second, options);
  std::vector<double> row(6, 0.0), column(6, 0.0);
  for (const data::CouplingEntry& entry : result.coupling) {
    row[static_cast<std::size_t>(entry.row)] += entry.mass;
    column[static_cast<std::size_t>(entry.column)] += entry.mass;
  }
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(row[i] == Approx(options.sample_weight[i]).epsilon(1e-9));
    CHECK(column[i] == Approx(options.sample_weight[i]).epsilon(1e-9));
  }
  // equal weights are those of a permutation
  options.sample_weight.assign(6, 1.0 / 6);
  CHECK_FALSE(solve(first, second, options).permutation.empty());
}
