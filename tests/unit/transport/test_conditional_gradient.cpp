#include "made_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/bounds.hpp"
#include "netseam/transport/conditional_gradient.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

using namespace netseam;
using data::Start;

namespace {

using Coupling = std::vector<data::CouplingEntry>;

double naive_coupling_loss(const transport::MetricSpace& first, const transport::MetricSpace& second,
                           const Coupling& coupling) {
  double sum = 0;
  for (const auto& a : coupling)
    for (const auto& b : coupling) {
      const double difference = static_cast<double>(first.distance(static_cast<std::size_t>(a.row),
                                                                   static_cast<std::size_t>(b.row))) -
                                static_cast<double>(second.distance(static_cast<std::size_t>(a.column),
                                                                    static_cast<std::size_t>(b.column)));
      sum += difference * difference * a.mass * b.mass;
    }
  return sum;
}

// largest difference of the marginals from the weights
double marginal_error(const Coupling& coupling, std::vector<double> row, std::vector<double> column) {
  for (const auto& entry : coupling) {
    row[static_cast<std::size_t>(entry.row)] -= entry.mass;
    column[static_cast<std::size_t>(entry.column)] -= entry.mass;
  }
  double largest = 0;
  for (const double rest : row) largest = std::max(largest, std::abs(rest));
  for (const double rest : column) largest = std::max(largest, std::abs(rest));
  return largest;
}

std::vector<double> uniform(std::size_t points) {
  return std::vector<double>(points, 1 / static_cast<double>(points));
}

// least loss over the vertices for n points that divide m points: each column goes to one row, m / n to each
double brute_force_vertices(const transport::MetricSpace& first, const transport::MetricSpace& second) {
  const std::size_t n = first.points(), m = second.points();
  std::vector<std::int32_t> row(m);
  for (std::size_t j = 0; j < m; ++j) row[j] = static_cast<std::int32_t>(j / (m / n));
  double best = std::numeric_limits<double>::infinity();
  do {
    Coupling coupling;
    for (std::size_t j = 0; j < m; ++j)
      coupling.push_back({row[j], static_cast<std::int32_t>(j), 1 / static_cast<double>(m)});
    best = std::min(best, naive_coupling_loss(first, second, coupling));
  } while (std::next_permutation(row.begin(), row.end()));
  return best;
}

test::BuiltSpace city_block(const std::vector<std::array<float, 2>>& points, float unit) {
  std::vector<float> distances;
  for (const auto& a : points)
    for (const auto& b : points) distances.push_back((std::abs(a[0] - b[0]) + std::abs(a[1] - b[1])) / unit);
  return test::space_of(points.size(), distances);
}

data::PairDistance solve(const test::BuiltSpace& one, const test::BuiltSpace& other,
                         const transport::PairOptions& options,
                         const transport::GeneralPairInput& input = {}) {
  return transport::general_pair_distance(test::backend(), one.space, other.space, input, options);
}

}  // namespace

TEST_CASE("the loss of a coupling is the sum over pairs of entries", "[serial]") {
  core::RandomStream random(3, 0, core::Purpose::test);
  for (const std::size_t n : {2, 5, 70}) {
    const std::size_t m = n + n / 2;
    const auto one = test::build(test::random_layer(n, 3, n)),
               other = test::build(test::random_layer(m, 4, n + 1));
    Coupling coupling;  // any masses, any order
    for (std::size_t e = 0; e < 3 * n; ++e)
      coupling.push_back({static_cast<std::int32_t>(random.below(n)),
                          static_cast<std::int32_t>(random.below(m)),
                          random.uniform() / static_cast<double>(n)});
    REQUIRE(transport::coupling_loss(one.space, other.space, coupling) ==
            Approx(naive_coupling_loss(one.space, other.space, coupling)).epsilon(1e-11));
    coupling.push_back({static_cast<std::int32_t>(n), 0, 0.1});
    REQUIRE_THROWS_AS(transport::coupling_loss(one.space, other.space, coupling), core::InternalError);
  }
}

TEST_CASE("which pairs need the general solver", "[serial]") {
  const auto two = test::space_of(2, {0, 1, 1, 0}), three = test::space_of(3, {0, 1, 1, 1, 0, 1, 1, 1, 0});
  const auto mixed = test::space_of(4, {0, 0, 1, 3, 0, 0, 0, 1, 1, 0, 0, 3, 3, 1, 3, 0});
  const auto four = test::build(test::random_layer(4, 2, 1));
  REQUIRE_FALSE(transport::needs_general_solver(three.space, three.space));
  REQUIRE(transport::needs_general_solver(two.space, three.space));
  REQUIRE(transport::needs_general_solver(mixed.space, four.space));
  REQUIRE(transport::needs_general_solver(four.space, mixed.space));
}

TEST_CASE("values of POT are found from the same start", "[serial]") {
  // City-block distances of points on a grid, so float32 is exact. References: python3-pot 0.8.2,
  // ot.gromov.gromov_wasserstein(C1, C2, p, q, 'square_loss', log=True), start p q'.
  const auto five = city_block({{0, 0}, {1, 5}, {7, 2}, {13, 11}, {2, 29}}, 8);
  const auto seven = city_block({{0, 0}, {2, 3}, {17, 1}, {5, 19}, {41, 8}, {13, 36}, {9, 10}}, 16);
  const transport::PairOptions options{.starts = {Start::product}};
  const auto even = solve(five, seven, options);
  REQUIRE(even.loss == Approx(1.4768367346938764).epsilon(1e-9));
  REQUIRE(even.start == Start::product);
  REQUIRE(even.status == data::SolveStatus::converged);
  REQUIRE(even.gap <= 1e-9);
  REQUIRE(even.permutation.empty());
  REQUIRE(marginal_error(even.coupling, uniform(5), uniform(7)) < 1e-15);
  REQUIRE(even.loss == transport::coupling_loss(five.space, seven.space, even.coupling));
  REQUIRE(even.lower_bound > 0);
  REQUIRE(even.lower_bound <= even.loss);

  const std::vector<double> p{.1, .2, .3, .15, .25}, q{.05, .1, .15, .2, .25, .15, .1};
  const auto weighted = solve(five, seven, options, {.first_weight = p, .second_weight = q});
  // weights are rounded to 2^-40, which moves the loss by as much
  REQUIRE(weighted.loss == Approx(1.6595312500000012).epsilon(1e-9));
  REQUIRE(marginal_error(weighted.coupling, p, q) < 1e-11);
  REQUIRE(weighted.lower_bound > 0.01);
  REQUIRE(weighted.lower_bound <= weighted.loss);
}

TEST_CASE("a step inside of the line is taken where the objective is not concave", "[serial]") {
  // POT 0.8.2 from p q' finds 1.5625 at masses of 1/8, from the identity 1.75; the best permutation has 1.75
  const auto one = test::space_of(4, {0, 0, 1, 3, 0, 0, 0, 1, 1, 0, 0, 3, 3, 1, 3, 0});
  const auto other = test::space_of(4, {0, 0, 3, 0, 0, 0, 1, 3, 3, 1, 0, 1, 0, 3, 1, 0});
  const auto found = solve(one, other, {.starts = {Start::product}});
  REQUIRE(found.loss == Approx(1.5625).epsilon(1e-9));
  REQUIRE(found.lower_bound <= found.loss);
  REQUIRE(std::ranges::any_of(found.coupling,
                              [](const auto& entry) { return std::abs(entry.mass - 0.125) < 1e-9; }));
  REQUIRE(test::brute_force_loss(one.space, other.space) == 1.75);
  const auto best = solve(one, other, {.starts = {Start::identity, Start::product}});
  REQUIRE(best.loss == found.loss);
  REQUIRE(best.start == Start::product);
  REQUIRE(best.identity == Approx(test::naive_loss(one.space, other.space, {0, 1, 2, 3})).epsilon(1e-14));
}

TEST_CASE("restarts reach the least vertex of most small concave problems and never go below", "[serial]") {
  int reached = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed)
    for (const auto& [n, m] : {std::pair{2, 4}, std::pair{3, 6}, std::pair{5, 5}}) {
      const auto one = test::build(test::random_layer(static_cast<std::size_t>(n), 3, seed));
      const auto other = test::build(test::random_layer(static_cast<std::size_t>(m), 2, seed + 50));
      const double least = brute_force_vertices(one.space, other.space);
      const auto found = solve(one, other, {.restarts = 40});
      REQUIRE(found.loss >= least * (1 - 1e-9));
      if (n < m && found.loss < least * (1 + 1e-9)) ++reached;
      REQUIRE(found.lower_bound <= least);
      const auto turned = solve(other, one, {.restarts = 40});
      REQUIRE(turned.loss >= least * (1 - 1e-9));
      if (n < m && turned.loss < least * (1 + 1e-9)) ++reached;
    }
  REQUIRE(reached >= 20);  // of 24: those of at most 90 vertices; of 120 vertices 40 restarts see too few
}

TEST_CASE("the identity shares the mass of a sample between its points", "[serial]") {
  // four samples of weights .4 .2 .2 .2 against five points of which two are the first sample: isomorphic
  const auto four = test::random_layer(4, 3, 2);
  auto five = four;
  five.values.insert(five.values.begin(), four.values.begin(), four.values.begin() + 3);
  five.sample_of_row = {0, 0, 1, 2, 3};
  const transport::MetricSpaceOptions plain{.normalisation = transport::Normalisation::none};
  const auto one = test::build(four, plain), other = test::build(five, plain);
  const std::vector<double> weight{.4, .2, .2, .2};
  const auto same = solve(one, other, {}, {.first_weight = weight});
  REQUIRE(same.start == Start::identity);
  REQUIRE(same.identity < 1e-11);
  REQUIRE(same.loss <= same.identity);
  REQUIRE(same.lower_bound <= same.loss);
  REQUIRE(same.status == data::SolveStatus::converged);
  // uniform weights: sample 0 has 1/4 of the mass against 2/5, so there is no such coupling
  const auto without = solve(one, other, {});
  REQUIRE(std::isnan(without.identity));
  REQUIRE(without.start == Start::product);
  REQUIRE(without.loss > 1e-3);
}

TEST_CASE("equally many points: no worse than the identity, and a permutation if concave", "[serial]") {
  const std::size_t n = 40;
  const auto layer = test::random_layer(n, 6, 3);
  auto bent = layer;
  for (float& value : bent.values) value = std::max(value, 0.0F);
  const auto one = test::build(layer), other = test::build(bent);
  const auto found = solve(one, other, {});
  std::vector<std::int32_t> identity(n);
  std::iota(identity.begin(), identity.end(), 0);
  REQUIRE(found.identity == Approx(test::naive_loss(one.space, other.space, identity)).epsilon(1e-12));
  REQUIRE(found.loss <= found.identity);
  REQUIRE(found.lower_bound <= found.loss);
  REQUIRE(found.coupling.size() == n);
  const auto repeated = solve(one, other, {});
  REQUIRE(repeated.loss == found.loss);
  // a copy in another order and turned: the identity start need not find it, the value is never negative
  REQUIRE(solve(one, test::build(test::rotated(layer, 9)), {}).loss < 1e-11);

  const auto limited = solve(one, other, {.starts = {Start::product}, .iteration_limit = 1});
  REQUIRE(limited.status == data::SolveStatus::iteration_limit);
  REQUIRE(limited.iterations == 1);
  REQUIRE(limited.gap > 1e-9);
}

TEST_CASE("a previous coupling is a start, and wrong input is refused", "[serial]") {
  const auto one = test::build(test::random_layer(6, 3, 1)), other = test::build(test::random_layer(8, 2, 2));
  const auto best = solve(one, other, {.restarts = 30});
  const auto again = solve(one, other, {.starts = {Start::previous}}, {.previous = best.coupling});
  REQUIRE(again.start == Start::previous);
  REQUIRE(again.loss <= best.loss * (1 + 1e-12));
  REQUIRE(solve(one, other, {.starts = {Start::previous}}).start == Start::product);  // none given
  auto wrong = best.coupling;
  wrong[0].mass *= 2;
  REQUIRE_THROWS_AS(solve(one, other, {.starts = {Start::previous}}, {.previous = wrong}),
                    core::InternalError);
  wrong = {{7, 0, 1.0}};
  REQUIRE_THROWS_AS(solve(one, other, {.starts = {Start::previous}}, {.previous = wrong}),
                    core::InternalError);
  const std::vector<double> five(5, 0.2), uneven{.5, .5, .5, .5, -.5, -.5};
  REQUIRE_THROWS_AS(solve(one, other, {}, {.first_weight = five}), core::InternalError);
  REQUIRE_THROWS_AS(solve(one, other, {}, {.first_weight = uneven}), core::InternalError);
}
