#include "netseam/report/packed_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace netseam;
using report::BracketEnd;

namespace {

std::vector<double> spread_values(std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(std::sin(static_cast<double>(i) * 0.7) * 3 - 1);
  return values;
}

}  // namespace

TEST_CASE("packed values are within half a step", "[serial]") {
  const auto values = spread_values(1000);
  const auto packed = report::pack_values(values);
  REQUIRE(packed.step() == Approx((packed.high - packed.low) / 65534));
  // the rounding of double adds a few units in the last place of the range
  const double bound = packed.step() / 2 + 8 * std::numeric_limits<double>::epsilon() * 4;
  for (std::size_t i = 0; i < values.size(); ++i) REQUIRE(std::abs(packed.value(i) - values[i]) <= bound);
}

TEST_CASE("values that are missing or all equal survive packing", "[serial]") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> values{0.25, none, 0.25, std::numeric_limits<double>::infinity()};
  const auto packed = report::pack_values(values);
  REQUIRE(packed.value(0) == 0.25);
  REQUIRE(std::isnan(packed.value(1)));
  REQUIRE(packed.value(2) == 0.25);
  REQUIRE(std::isnan(packed.value(3)));
  REQUIRE(report::pack_values({}).code.empty());
  REQUIRE(std::isnan(report::pack_values(std::vector<double>{none}).value(0)));
}

TEST_CASE("a packed bracket holds the true one", "[serial]") {
  const auto values = spread_values(500);
  const auto packed = report::pack_values(values);
  std::vector<double> least, most;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double width = 0.3 * std::abs(std::cos(static_cast<double>(i)));
    least.push_back(values[i] - width);
    most.push_back(values[i] + 2 * width);
  }
  const auto lower = report::pack_end(packed, least, BracketEnd::lower);
  const auto upper = report::pack_end(packed, most, BracketEnd::upper);
  // (value - code * step) and its quotient round: a few units in the last place of numbers below 5
  const double rounding = 16 * std::numeric_limits<double>::epsilon() * 5;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double low = packed.value(i) - lower.code[i] * lower.step;
    const double high = packed.value(i) + upper.code[i] * upper.step;
    REQUIRE(low <= least[i] + rounding);
    REQUIRE(high >= most[i] - rounding);
    // outwards by less than one step; where the packed value lies outside the bracket, by half a value step
    REQUIRE(low >= least[i] - lower.step - packed.step() / 2 - rounding);
    REQUIRE(high <= most[i] + upper.step + packed.step() / 2 + rounding);
  }
}

TEST_CASE("an unknown end of a bracket has a code of its own", "[serial]") {
  const std::vector<double> values{1, 2}, least{std::numeric_limits<double>::quiet_NaN(), 1.5};
  const auto end = report::pack_end(report::pack_values(values), least, BracketEnd::lower);
  REQUIRE(end.code == std::vector<std::uint8_t>{255, 254});
  REQUIRE(end.step == Approx(0.5 / 254));
}

TEST_CASE("base64 is that of RFC 4648, section 10", "[serial]") {
  const auto of = [](const std::string& text) {
    return report::base64(std::vector<std::uint8_t>(text.begin(), text.end()));
  };
  REQUIRE(of("").empty());
  REQUIRE(of("f") == "Zg==");
  REQUIRE(of("fo") == "Zm8=");
  REQUIRE(of("foo") == "Zm9v");
  REQUIRE(of("foob") == "Zm9vYg==");
  REQUIRE(of("foobar") == "Zm9vYmFy");
  REQUIRE(report::base64(std::vector<std::uint16_t>{0x6f66, 0x006f}) == "Zm9vAA==");
}
