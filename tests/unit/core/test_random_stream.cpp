#include "netseam/core/random_stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

using netseam::core::philox;
using netseam::core::Purpose;
using netseam::core::RandomStream;

TEST_CASE("philox gives the known answers of its authors", "[serial]") {
  // kat_vectors of Random123 1.14, philox4x32 10 rounds
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
}

TEST_CASE("a stream is a function of seed, unit and purpose alone", "[serial]") {
  RandomStream one(1, 2, Purpose::bootstrap), same(1, 2, Purpose::bootstrap),
      other_seed(2, 2, Purpose::bootstrap), other_unit(1, 3, Purpose::bootstrap),
      other_purpose(1, 2, Purpose::restart);
  const auto value = one.bits();
  CHECK(same.bits() == value);
  CHECK(other_seed.bits() != value);
  CHECK(other_unit.bits() != value);
  CHECK(other_purpose.bits() != value);
}

TEST_CASE("uniform, below and normal have the right moments", "[serial]") {
  RandomStream stream(7, 0, Purpose::test);
  constexpr int count = 100000;
  double mean = 0, normal_mean = 0, normal_square = 0;
  std::array<int, 7> histogram{};
  for (int i = 0; i < count; ++i) {
    const double u = stream.uniform();
    REQUIRE((u >= 0 && u < 1));
    mean += u / count;
    const double z = stream.normal();
    normal_mean += z / count;
    normal_square += z * z / count;
    ++histogram.at(stream.below(7));
  }
  // five standard errors: 0.289, 1 and sqrt(2) over sqrt(count); binomial for the histogram
  const double root = std::sqrt(double{count});
  CHECK(std::abs(mean - 0.5) < 5 * 0.289 / root);
  CHECK(std::abs(normal_mean) < 5 / root);
  CHECK(std::abs(normal_square - 1) < 5 * std::sqrt(2.0) / root);
  for (const int hits : histogram) CHECK(std::abs(hits - count / 7.0) < 5 * std::sqrt(count * 6.0 / 49.0));
}

TEST_CASE("shuffle permutes", "[serial]") {
  RandomStream stream(7, 0, Purpose::test);
  std::vector<int> values(100), sorted(100);
  std::iota(values.begin(), values.end(), 0);
  sorted = values;
  stream.shuffle(std::span(values));
  CHECK(values != sorted);
  std::sort(values.begin(), values.end());
  CHECK(values == sorted);
}
