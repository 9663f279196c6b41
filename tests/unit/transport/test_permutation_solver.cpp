#include "made_layers.hpp"

#include "netseam/assignment/permutation.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/permutation_loss.hpp"
#include "netseam/transport/permutation_solver.hpp"
#include "netseam/transport/starts.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace netseam;
using transport::Descent;
using transport::GradientMode;
using transport::MetricSpace;
using transport::PairOptions;
using transport::PermutationSolver;

namespace {

using Permutation = std::vector<std::int32_t>;

/// The layer with its points in another order: row i is row order[i].
data::LayerActivations reordered(const data::LayerActivations& layer, const Permutation& order) {
  data::LayerActivations result = layer;
  for (std::size_t i = 0; i < order.size(); ++i)
    std::copy_n(
        layer.values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(order[i]) * layer.width),
        layer.width, result.values.begin() + static_cast<std::ptrdiff_t>(i * layer.width));
  return result;
}

/// A layer near to another: its values with noise.
data::LayerActivations noisy(const data::LayerActivations& layer, double noise, std::uint64_t seed) {
  data::LayerActivations result = layer;
  core::RandomStream random(seed, 9, core::Purpose::test);
  for (float& value : result.values) value += static_cast<float>(noise * random.normal());
  return result;
}

Permutation random_permutation(std::size_t n, std::uint64_t seed) {
  core::RandomStream random(seed, 8, core::Purpose::test);
  Permutation permutation = assignment::identity_permutation(n);
  random.shuffle(std::span(permutation));
  return permutation;
}

/// By how much the best exchange of two matches lowers the loss, by its definition.
double best_exchange(const MetricSpace& first, const MetricSpace& second, Permutation permutation) {
  const double loss = transport::permutation_loss(first, second, permutation);
  double best = 0;
  for (std::size_t i = 0; i < permutation.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      std::swap(permutation[i], permutation[j]);
      best = std::max(best, loss - transport::permutation_loss(first, second, permutation));
      std::swap(permutation[i], permutation[j]);
    }
  return best;
}

/// Largest fall of the linear part of the loss from `permutation` to any permutation, by brute force and in
/// float64: the Frank-Wolfe gap.
double brute_force_gap(const MetricSpace& first, const MetricSpace& second, const Permutation& permutation) {
  const std::size_t n = permutation.size();
  std::vector<double> gradient(n * n,
                               0.0);  // of the loss; -4 (C1 P C2) / n^2 and what is constant on permutations
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < n; ++k)
        gradient[i * n + j] -=
            4 * static_cast<double>(first.distance(i, k)) *
            static_cast<double>(second.distance(static_cast<std::size_t>(permutation[k]), j)) /
            static_cast<double>(n * n);
  const auto value = [&](const Permutation& at) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += gradient[i * n + static_cast<std::size_t>(at[i])];
    return sum;
  };
  double least = value(permutation);
  Permutation other = assignment::identity_permutation(n);
  do least = std::min(least, value(other));
  while (std::next_permutation(other.begin(), other.end()));
  return value(permutation) - least;
}

}  // namespace

TEST_CASE("a rotated layer is at distance zero from the identity start", "[serial]") {
  for (const std::size_t n : {2, 3, 10, 100, 257}) {
    const auto layer = test::random_layer(n, 20, n);
    const auto first = test::build(layer), second = test::build(test::rotated(layer, 7));
    PermutationSolver solver(test::backend(), n, GradientMode::exact);
    const Descent descent =
        solver.descend(first.space, second.space, assignment::identity_permutation(n), {});
    CHECK(descent.loss < 1e-12);  // both matrices are rounded to float32: (2 x 2^-24 x 2.5)^2 = 9e-14
    CHECK(descent.permutation == assignment::identity_permutation(n));
    CHECK(descent.status == data::SolveStatus::converged);
  }
}

TEST_CASE("a rotated and permuted layer is at distance zero from the product-equivalent start", "[serial]") {
  for (const std::size_t n : {5, 64, 300}) {
    const auto layer = test::random_layer(n, 12, n);
    const Permutation order = random_permutation(n, 4);
    const auto first = test::build(layer), second = test::build(reordered(test::rotated(layer, 5), order));
    PermutationSolver solver(test::backend(), n, GradientMode::exact);
    const Descent descent = solver.descend(
        first.space, second.space, transport::product_equivalent_permutation(first.space, second.space), {});
    CHECK(descent.loss < 1e-12);
    Permutation found(n);
    for (std::size_t i = 0; i < n; ++i)
      found[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    CHECK(descent.permutation == found);
  }
}

TEST_CASE("descents from all permutations find the global minimum of small layers", "[serial]") {
  const std::size_t n = 5;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto first = test::build(test::random_layer(n, 3, seed)),
               second = test::build(test::random_layer(n, 4, seed + 50));
    PermutationSolver solver(test::backend(), n, GradientMode::exact);
    double best = 1e9;
    Permutation start = assignment::identity_permutation(n);
    do {
      const Descent descent = solver.descend(first.space, second.space, start, {});
      CHECK(descent.loss <= transport::permutation_loss(first.space, second.space, start) + 1e-9);
      best = std::min(best, descent.loss);
    } while (std::next_permutation(start.begin(), start.end()));
    CHECK(best == Approx(test::brute_force_loss(first.space, second.space)).epsilon(1e-9));
  }
}

TEST_CASE("the end of a descent has no Frank-Wolfe gap", "[serial]") {
  const std::size_t n = 7;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto first = test::build(test::random_layer(n, 3, seed)),
               second = test::build(test::random_layer(n, 4, seed + 70));
    PermutationSolver solver(test::backend(), n, GradientMode::exact);
    const Descent descent = solver.descend(first.space, second.space, random_permutation(n, seed), {});
    // float32 sums of seven products of size one round to some 1e-7 of the loss's own size
    CHECK(brute_force_gap(first.space, second.space, descent.permutation) < 1e-5 * descent.loss);
    CHECK(descent.gap < 1e-5);
    PairOptions one_step;
    one_step.iteration_limit = 1;
    one_step.exchange_polish = false;
    const Descent cut = solver.descend(first.space, second.space, random_permutation(n, seed), one_step);
    CHECK(cut.iterations == 1);
    CHECK(
        (cut.status == data::SolveStatus::iteration_limit || cut.permutation == random_permutation(n, seed)));
  }
}

TEST_CASE("no exchange of two matches is left that lowers the loss", "[serial]") {
  for (const std::size_t n : {12, 40, 90}) {
    const auto layer = test::random_layer(n, 6, n);
    const auto first = test::build(layer), second = test::build(noisy(layer, 0.5, n));
    PermutationSolver solver(test::backend(), n, GradientMode::exact);
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      const Permutation start = seed == 0 ? assignment::identity_permutation(n) : random_permutation(n, seed);
      const Descent polished = solver.descend(first.space, second.space, start, {});
      PairOptions plain;
      plain.exchange_polish = false;
      const Descent unpolished = solver.descend(first.space, second.space, start, plain);
      CHECK(polished.loss <= unpolished.loss);
      CHECK(polished.loss == transport::permutation_loss(first.space, second.space, polished.permutation));
      // exchanges must gain 8e-6 of the largest |M[i,p_i]|, which is below n times the squared largest of A
      CHECK(best_exchange(first.space, second.space, polished.permutation) <
            8e-6 * 4 / static_cast<double>(n));
    }
  }
}

TEST_CASE("a solver gives the same result whatever it solved before", "[serial]") {
  const std::size_t n = 120;
  const auto a = test::random_layer(n, 10, 1);
  const auto first = test::build(a), second = test::build(noisy(a, 0.7, 2)),
             third = test::build(noisy(a, 0.4, 3));
  const auto start = assignment::identity_permutation(n);
  PermutationSolver fresh(test::backend(), n, GradientMode::exact),
      used(test::backend(), 200, GradientMode::exact);
  const auto small = test::build(test::random_layer(30, 4, 4));
  (void)used.descend(first.space, third.space, random_permutation(n, 6), {});
  (void)used.descend(small.space, small.space, assignment::identity_permutation(30), {});
  (void)used.descend(first.space, third.space, start, {});
  const Descent expected = fresh.descend(first.space, second.space, start, {});
  const Descent found = used.descend(first.space, second.space, start, {});
  CHECK(found.loss == expected.loss);
  CHECK(found.permutation == expected.permutation);
  CHECK(found.iterations == expected.iterations);
}

TEST_CASE("points repeated eight times are solved", "[serial]") {
  const std::size_t n = 160, distinct = 20;
  auto layer = test::random_layer(n, 5, 1);
  for (std::size_t i = 0; i < n; ++i)
    std::copy_n(layer.values.begin() + static_cast<std::ptrdiff_t>(i % distinct * 5), 5,
                layer.values.begin() + static_cast<std::ptrdiff_t>(i * 5));
  const auto first = test::build(layer), second = test::build(noisy(layer, 0.6, 2));
  for (const auto& [left, right] :
       {std::pair{&first, &second}, std::pair{&second, &first}, std::pair{&first, &first}}) {
    PermutationSolver solver(test::backend(), n, GradientMode::exact);
    const Descent descent = solver.descend(left->space, right->space, random_permutation(n, 3), {});
    CHECK(descent.status == data::SolveStatus::converged);
    CHECK(descent.iterations < 60);
  }
}

TEST_CASE("low-rank gradients of full information find what exact ones find", "[serial]") {
  const std::size_t n = 150;
  const auto layer = test::random_layer(n, 8, 1);
  transport::MetricSpaceOptions options;
  options.low_rank = n;  // more than can be: n - 1 are stored
  const auto first = test::build(layer, options), second = test::build(noisy(layer, 0.4, 2), options);
  PermutationSolver exact(test::backend(), n, GradientMode::exact),
      low_rank(test::backend(), n, GradientMode::low_rank);
  const auto start = assignment::identity_permutation(n);
  const Descent expected = exact.descend(first.space, second.space, start, {});
  const Descent found = low_rank.descend(first.space, second.space, start, {});
  CHECK(found.loss == transport::permutation_loss(first.space, second.space, found.permutation));
  CHECK(found.loss <= transport::identity_loss(first.space, second.space));
  CHECK(found.loss <
        expected.loss *
            1.02);  // another local minimum near by; not one worse by more than local minima differ
  const auto plain = test::build(layer);
  CHECK_THROWS_AS(low_rank.descend(plain.space, second.space, start, {}), core::InternalError);
}

TEST_CASE("descents that make no sense are refused", "[serial]") {
  const auto four = test::build(test::random_layer(4, 3, 1)), five = test::build(test::random_layer(5, 3, 2));
  PermutationSolver solver(test::backend(), 4, GradientMode::exact);
  CHECK_THROWS_AS(solver.descend(four.space, five.space, assignment::identity_permutation(4), {}),
                  core::InternalError);
  CHECK_THROWS_AS(solver.descend(four.space, four.space, Permutation{0, 0, 1, 2}, {}), core::InternalError);
  CHECK_THROWS_AS(solver.descend(five.space, five.space, assignment::identity_permutation(5), {}),
                  core::InternalError);
}
