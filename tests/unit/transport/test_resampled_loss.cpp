#include "made_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/resampled_loss.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace netseam;
using transport::ResamplePlan;

namespace {

std::vector<std::int32_t> random_permutation(std::size_t n, std::uint64_t seed) {
  std::vector<std::int32_t> permutation(n);
  std::iota(permutation.begin(), permutation.end(), 0);
  core::RandomStream(seed, 3, core::Purpose::test).shuffle(std::span(permutation));
  return permutation;
}

// loss of a coupling whose entries are weighted by their sample, term by term
double weighted_loss(const test::BuiltSpace& one, const test::BuiltSpace& other,
                     const std::vector<data::CouplingEntry>& coupling,
                     const std::vector<double>& sample_weight) {
  double sum = 0, mass = 0;
  for (const auto& a : coupling) {
    const auto i = static_cast<std::size_t>(a.row), j = static_cast<std::size_t>(a.column);
    const double a_mass = a.mass * sample_weight[static_cast<std::size_t>(one.space.sample[i])];
    mass += a_mass;
    for (const auto& b : coupling) {
      const auto k = static_cast<std::size_t>(b.row), l = static_cast<std::size_t>(b.column);
      const double b_mass = b.mass * sample_weight[static_cast<std::size_t>(one.space.sample[k])];
      const double difference =
          static_cast<double>(one.space.distance(i, k)) - static_cast<double>(other.space.distance(j, l));
      sum += difference * difference * a_mass * b_mass;
    }
  }
  return sum / (mass * mass);
}

std::vector<data::CouplingEntry> entries_of(const std::vector<std::int32_t>& permutation) {
  std::vector<data::CouplingEntry> entries;
  for (std::size_t i = 0; i < permutation.size(); ++i)
    entries.push_back(
        {static_cast<std::int32_t>(i), permutation[i], 1 / static_cast<double>(permutation.size())});
  return entries;
}

std::vector<double> sample_weights(const ResamplePlan& plan, std::size_t resample) {
  std::vector<double> weights;
  for (const std::int32_t group : plan.group_of_sample())
    weights.push_back(plan.weight()(static_cast<std::size_t>(group), resample));
  return weights;
}

struct Spread {
  double mean = 0, variance = 0;
};
Spread spread_of(const std::vector<double>& values) {
  Spread spread;
  for (const double value : values) spread.mean += value / static_cast<double>(values.size());
  for (const double value : values)
    spread.variance += (value - spread.mean) * (value - spread.mean) / static_cast<double>(values.size() - 1);
  return spread;
}

}  // namespace

TEST_CASE("a plan puts samples into equal groups and draws as many groups as there are", "[serial]") {
  const ResamplePlan plan(23, 5, 13, 7), same(23, 5, 13, 7), other(23, 5, 13, 8);
  std::vector<int> size(5, 0);
  for (const std::int32_t group : plan.group_of_sample()) ++size[static_cast<std::size_t>(group)];
  for (const int count : size) REQUIRE((count == 4 || count == 5));
  bool differs = false;
  for (std::size_t b = 0; b < 13; ++b) {
    double drawn = 0;
    for (std::size_t g = 0; g < 5; ++g) {
      drawn += plan.weight()(g, b);
      REQUIRE(plan.weight()(g, b) == same.weight()(g, b));
      differs = differs || plan.weight()(g, b) != other.weight()(g, b);
    }
    REQUIRE(drawn == 5);
  }
  REQUIRE(differs);
  REQUIRE(ResamplePlan(3, 64, 2, 1).groups() == 3);
  REQUIRE_THROWS_AS(ResamplePlan(0, 64, 2, 1), core::InternalError);
}

TEST_CASE("the resampled loss is the weighted mean over pairs of matches", "[serial]") {
  for (const std::size_t n : {2, 9, 37, 70}) {
    const auto one = test::build(test::random_layer(n, 3, n)),
               other = test::build(test::random_layer(n, 5, n + 1));
    const ResamplePlan plan(n, 16, 21, 5);
    std::vector<std::int32_t> identity(n);
    std::iota(identity.begin(), identity.end(), 0);
    for (const auto& permutation : {identity, random_permutation(n, n)}) {
      const auto entries = entries_of(permutation);
      const auto losses = transport::resampled_loss(one.space, other.space, permutation, plan);
      const auto general = transport::resampled_coupling_loss(one.space, other.space, entries, plan);
      REQUIRE(losses.size() == 21);
      for (std::size_t b = 0; b < 21; ++b) {
        const double expected = weighted_loss(one, other, entries, sample_weights(plan, b));
        // sums of n^2 positive terms of size 1 in float64; the general form cancels to 1e-15 of 1
        REQUIRE(losses[b] == Approx(expected).epsilon(1e-12).margin(1e-15));
        REQUIRE(general[b] == Approx(expected).epsilon(1e-11).margin(1e-13));
      }
    }
  }
}

TEST_CASE("with every group drawn once the resampled loss is the loss", "[serial]") {
  const std::size_t n = 40;
  const auto one = test::build(test::random_layer(n, 3, 1)), other = test::build(test::random_layer(n, 5, 2));
  const auto permutation = random_permutation(n, 4);
  const ResamplePlan plan(n, 1, 3, 5);  // one group can only be drawn once
  for (const double loss : transport::resampled_loss(one.space, other.space, permutation, plan))
    REQUIRE(loss == Approx(test::naive_loss(one.space, other.space, permutation)).epsilon(1e-13));
}

TEST_CASE("points follow their samples, also in couplings of unequal layers", "[serial]") {
  // 6 samples; two points of each in the first layer, three in the second, matched within samples
  auto first = test::random_layer(12, 3, 1), second = test::random_layer(18, 4, 2);
  for (std::size_t i = 0; i < 12; ++i) first.sample_of_row[i] = static_cast<std::int64_t>(i / 2);
  for (std::size_t j = 0; j < 18; ++j) second.sample_of_row[j] = static_cast<std::int64_t>(j / 3);
  const auto one = test::build(first), other = test::build(second);
  std::vector<data::CouplingEntry> coupling;
  for (std::int32_t i = 0; i < 12; ++i)
    for (std::int32_t j = 0; j < 18; ++j)
      if (i / 2 == j / 3) coupling.push_back({i, j, 1.0 / 36});
  const ResamplePlan plan(6, 64, 30, 9);
  const auto losses = transport::resampled_coupling_loss(one.space, other.space, coupling, plan);
  for (std::size_t b = 0; b < 30; ++b)
    REQUIRE(losses[b] == Approx(weighted_loss(one, other, coupling, sample_weights(plan, b))).epsilon(1e-11));
  const ResamplePlan wrong(12, 64, 30, 9);
  REQUIRE_THROWS_AS(transport::resampled_coupling_loss(one.space, other.space, coupling, wrong),
                    core::InternalError);
}

TEST_CASE("random groups give the mean and variance of the bootstrap of single samples", "[serial]") {
  const std::size_t n = 120, resamples = 1000;
  const auto layer = test::random_layer(n, 4, 1);
  auto bent = layer;
  for (float& value : bent.values) value = std::max(value, 0.0F);
  const auto one = test::build(layer), other = test::build(bent);
  std::vector<std::int32_t> identity(n);
  std::iota(identity.begin(), identity.end(), 0);
  const Spread single = spread_of(
      transport::resampled_loss(one.space, other.space, identity, ResamplePlan(n, n, resamples, 1)));
  Spread grouped;
  const int plans = 16;
  for (int k = 0; k < plans; ++k) {
    const Spread spread = spread_of(
        transport::resampled_loss(one.space, other.space, identity,
                                  ResamplePlan(n, 30, resamples, 100 + static_cast<std::uint64_t>(k))));
    grouped.mean += spread.mean / plans;
    grouped.variance += spread.variance / plans;
  }
  // Standard errors: of a mean sd/sqrt(1000); of one variance over random groups sqrt(2/29) = 26 %, so 7 %
  // over 16 plans, and sqrt(2/999) = 4.5 % for the single bootstrap. Bias of order 1/30: a group that is
  // drawn twice adds pairs at distance 0. Three standard errors are allowed.
  REQUIRE(std::sqrt(single.variance) > 0.01 * single.mean);
  REQUIRE(grouped.mean == Approx(single.mean).margin(single.mean / 30 + std::sqrt(single.variance)));
  REQUIRE(grouped.variance / single.variance == Approx(1).margin(0.25 + 0.07));
}
