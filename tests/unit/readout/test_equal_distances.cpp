#include "netseam/core/error.hpp"
#include "netseam/readout/equal_distances.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace netseam;

namespace {

/// One-hot rows of `classes` classes with `each` samples.
std::vector<float> one_hot(std::size_t classes, std::size_t each) {
  std::vector<float> values(classes * each * classes, 0);
  for (std::size_t i = 0; i < classes * each; ++i) values[i * classes + i % classes] = 1;
  return values;
}

}  // namespace

// Of n (n - 1) / 2 pairs, classes * each (each - 1) / 2 are of one class and at distance 0, the others are at
// sqrt(2): their share is (n - each) / (n - 1).
TEST_CASE("distances of one-hot labels are equal but for pairs of one class", "[serial]") {
  const auto values = one_hot(10, 6);
  CHECK(readout::equal_distance_share({values.data(), 60, 10}) == Approx(54.0 / 59).epsilon(1e-14));
  // two classes of 2 and 18: 1 + 153 of 190 pairs are at distance 0
  std::vector<float> rare(20, 0);
  rare[3] = rare[11] = 1;
  CHECK(readout::equal_distance_share({rare.data(), 20, 1}) == Approx(154.0 / 190).epsilon(1e-14));
}

TEST_CASE("distances of a scalar on a line differ", "[serial]") {
  std::vector<float> values(101);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  // distance k comes 101 - k times. Two numbers k, k + 1 lie within 1 % of one value if (k + 1) / k <= 1.01 /
  // 0.99, from k = 50 on: 51 + 50 pairs, more than the 100 of distance 1 and than any window above.
  CHECK(readout::equal_distance_share({values.data(), 101, 1}) == Approx(101.0 / 5050).epsilon(1e-14));
  CHECK_THROWS_AS(readout::equal_distance_share({values.data(), 1, 1}), core::InternalError);
}

TEST_CASE("many samples are looked at by evenly spaced ones", "[serial]") {
  // every second sample is the same: the 2000 of 4000 that are looked at have distance 0 only
  std::vector<float> values(4000, 0);
  for (std::size_t i = 1; i < values.size(); i += 2) values[i] = static_cast<float>(i);
  CHECK(readout::equal_distance_share({values.data(), 4000, 1}) == 1.0);
}
