#include "netseam/core/error.hpp"
#include "netseam/sculpt/success_rates.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace netseam;

TEST_CASE("rates count successes and parts, group by group", "[serial]") {
  const auto judged = [](const std::string& group, bool first, bool second) {
    return sculpt::JudgedNetwork{group, {{"first", first, true}, {"second", second, false}}};
  };
  const auto rates = sculpt::success_rates(std::vector{judged("b", true, false), judged("a", true, true),
                                                       judged("b", false, true), judged("b", true, true)});
  const struct {
    const char *group, *part;
    std::size_t successes, trials;
  } expected[] = {{"b", "success", 2, 3}, {"b", "first", 2, 3}, {"b", "second", 2, 3},
                  {"a", "success", 1, 1}, {"a", "first", 1, 1}, {"a", "second", 1, 1}};
  REQUIRE(rates.size() == std::size(expected));
  for (std::size_t i = 0; i < rates.size(); ++i) {
    REQUIRE((rates[i].group == expected[i].group && rates[i].part == expected[i].part));
    REQUIRE((rates[i].successes == expected[i].successes && rates[i].trials == expected[i].trials));
    REQUIRE(rates[i].interval.high == stats::wilson_interval(rates[i].successes, rates[i].trials).high);
  }
  REQUIRE(sculpt::success_rates({}).empty());
}

TEST_CASE("verdicts by different rules are not counted together", "[serial]") {
  const std::vector<sculpt::JudgedNetwork> mixed{{"a", {{"first", true, true}}},
                                                 {"a", {{"other", true, true}}}};
  REQUIRE_THROWS_AS(sculpt::success_rates(mixed), core::InternalError);
}
