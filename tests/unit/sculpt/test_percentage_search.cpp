#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/sculpt/percentage_search.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

using namespace netseam;
using sculpt::Schedule;
using sculpt::SearchPlan;

namespace {

struct Tried {
  double percent;
  bool accepted;
  bool operator==(const Tried&) const = default;
};
using Acceptor = std::function<bool(double percent, std::size_t number)>;

std::vector<Tried> search(const SearchPlan& plan, const Acceptor& accepts) {
  std::vector<Tried> tried;
  for (auto state = sculpt::begin_search(plan); !state.ended;) {
    const double percent = sculpt::next_percent(plan, state);
    const bool accepted = percent < 100 && accepts(percent, tried.size());
    tried.push_back({percent, accepted});
    state = sculpt::after_try(plan, state, accepted);
    REQUIRE(tried.size() < 10000);
  }
  return tried;
}

// The rule of the released code for the linear schedule, line by line as the specification states it.
std::vector<Tried> restated(double step, double start, double least, const Acceptor& accepts) {
  std::vector<Tried> tried;
  double previous = start, p = 0;
  bool follow = true;
  for (int i = 1;; ++i) {
    double q;
    if (follow) {
      q = start + step * i;
      p = q - previous;
    } else {
      q = previous + p;
    }
    const bool accepted = !(q >= 100) && accepts(q, tried.size());
    tried.push_back({q, accepted});
    if (accepted) {
      previous = q;
    } else if (p > least) {
      follow = false;
      p = p / 2 > least ? p / 2 : least;
    } else {
      return tried;
    }
  }
}

}  // namespace

TEST_CASE("a search traced by hand", "[serial]") {
  // up to 70 per cent is accepted; steps of 20, not below 3
  const auto tried =
      search({Schedule::linear, 20, 10, 0, 3}, [](double percent, std::size_t) { return percent <= 70; });
  REQUIRE(tried == std::vector<Tried>{{20, true},
                                      {40, true},
                                      {60, true},
                                      {80, false},
                                      {70, true},
                                      {80, false},
                                      {75, false},
                                      {73, false}});
  // 60 + 10, accepted; 10 again is refused, 5 refused, 3 (not 2.5) refused: the end
}

TEST_CASE("all is accepted: 100 per cent is refused and the search goes on in halves below it", "[serial]") {
  const auto tried = search({Schedule::linear, 40, 10, 0, 10}, [](double, std::size_t) { return true; });
  // 120 refused, step 20: 100 refused, step 10: 90 accepted, 100 refused with the least step
  REQUIRE(tried ==
          std::vector<Tried>{{40, true}, {80, true}, {120, false}, {100, false}, {90, true}, {100, false}});
}

TEST_CASE("nothing is accepted: the steps halve down to the least one", "[serial]") {
  const auto tried = search({Schedule::linear, 16, 10, 50, 3}, [](double, std::size_t) { return false; });
  REQUIRE(tried == std::vector<Tried>{{66, false}, {58, false}, {54, false}, {53, false}});
  // a first step below the least one is tried once
  const auto small = search({Schedule::linear, 0.5, 10, 0, 0.52}, [](double, std::size_t) { return false; });
  REQUIRE(small == std::vector<Tried>{{0.5, false}});
}

TEST_CASE("searches are those of the rule, restated, for any acceptor", "[serial]") {
  core::RandomStream random(1, 0, core::Purpose::test);
  for (int trial = 0; trial < 400; ++trial) {
    const double step = 0.5 + 70 * random.uniform(), start = trial % 2 == 0 ? 0 : 60 * random.uniform();
    const double least = 0.1 + 5 * random.uniform(), limit = 110 * random.uniform();
    std::vector<bool> coin;
    for (int i = 0; i < 2000; ++i) coin.push_back(random.below(3) > 0);
    const Acceptor below = [&](double percent, std::size_t) { return percent <= limit; };
    const Acceptor by_chance = [&](double, std::size_t number) { return coin.at(number); };
    for (const Acceptor& accepts : {below, by_chance})
      REQUIRE(search({Schedule::linear, step, 10, start, least}, accepts) ==
              restated(step, start, least, accepts));
  }
}

TEST_CASE("schedules have the values of their formulas", "[serial]") {
  const auto at = [](Schedule schedule, std::size_t i) {
    return sculpt::scheduled_percent({schedule, 20, 4, 0, 1}, i);
  };
  const std::vector<std::pair<Schedule, std::vector<double>>> expected{
      {Schedule::linear, {0, 20, 40, 60, 80}},
      {Schedule::lottery, {0, 20, 36, 48.8, 59.04}},
      {Schedule::exponential, {0, 20, 30, 35, 37.5}},
      {Schedule::cosine, {0, 14.644660940672622, 50, 85.35533905932738, 100}},
      {Schedule::cubic, {0, 57.8125, 87.5, 98.4375, 100}}};
  for (const auto& [schedule, values] : expected)
    for (std::size_t i = 0; i < values.size(); ++i)
      REQUIRE(at(schedule, i) == Approx(values[i]).margin(1e-12));
}

TEST_CASE("every schedule comes to an end, close to what is accepted", "[serial]") {
  for (const auto schedule :
       {Schedule::linear, Schedule::lottery, Schedule::exponential, Schedule::cosine, Schedule::cubic})
    for (const double limit : {0.0, 33.0, 79.9, 200.0}) {
      const auto tried =
          search({schedule, 15, 8, 0, 0.7}, [&](double percent, std::size_t) { return percent <= limit; });
      double accepted = 0;
      for (const Tried& step : tried)
        if (step.accepted) {
          REQUIRE(step.percent > accepted);
          accepted = step.percent;
        }
      // the last refusal was one least step above the last accepted percentage
      REQUIRE(accepted + 0.7 > std::min(limit, 100 - 1e-9) - 1e-9);
    }
}

TEST_CASE("a search that cannot be", "[serial]") {
  REQUIRE_THROWS_AS(sculpt::begin_search({Schedule::linear, 0, 10, 0, 1}), core::InternalError);
  REQUIRE_THROWS_AS(sculpt::begin_search({Schedule::linear, 5, 10, 0, 0}), core::InternalError);
  sculpt::SearchState ended;
  ended.ended = true;
  REQUIRE_THROWS_AS(sculpt::after_try({}, ended, true), core::InternalError);
}
