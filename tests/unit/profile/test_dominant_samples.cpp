#include "made_samples.hpp"

#include "netseam/core/error.hpp"
#include "netseam/profile/dominant_samples.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Rows = std::vector<std::size_t>;

namespace {

double dominant_share(const MadeSamples& made, double share) {
  const auto centred = profile::centre(made.view());
  return profile::dominant_share(centred, profile::spectrum_of(test_backend(), centred), share);
}

}  // namespace

TEST_CASE("the samples farthest from the mean dominate", "[serial]") {
  MadeSamples line{8, 1};
  line.value = {3, 1, 9, 1, 1, -7, 1, -1};  // mean 1: distances 2, 0, 8, 0, 0, 8, 0, 2
  REQUIRE(profile::dominant_samples(line.view(), 0.25) == Rows{2, 5});
  REQUIRE(profile::dominant_samples(line.view(), 0) == Rows{2});     // at least 1, ties to the earlier
  REQUIRE(profile::dominant_samples(line.view(), 0.24) == Rows{2});  // rounded down
  REQUIRE(profile::dominant_samples(line.view(), 0.5) == Rows{0, 2, 5, 7});
  REQUIRE(profile::dominant_samples(line.view(), 1).size() == 8);
  REQUIRE(profile::dominant_samples(MadeSamples{100, 1}.view(), 0.29).size() == 29);
  REQUIRE_THROWS_AS(profile::dominant_samples(line.view(), 1.5), core::InternalError);
  REQUIRE_THROWS_AS(profile::dominant_samples(line.view(), std::nan("")), core::InternalError);
}

TEST_CASE("the share of the first component on a line is that of the squares", "[serial]") {
  MadeSamples line{8, 2};
  const std::vector<float> along{3, 1, 9, 1, 1, -7, 1, -1};
  for (std::size_t i = 0; i < 8; ++i) line(i, 0) = line(i, 1) = along[i];
  // squares of the distances: 4, 0, 64, 0, 0, 64, 0, 4
  REQUIRE(dominant_share(line, 0.25) == Approx(128.0 / 136).epsilon(1e-13));
  REQUIRE(dominant_share(line, 0.01) == Approx(64.0 / 136).epsilon(1e-13));
  REQUIRE(dominant_share(line, 1) == Approx(1).epsilon(1e-13));
  REQUIRE(std::isnan(dominant_share(MadeSamples{5, 2}, 0.5)));
}

TEST_CASE("a handful of far samples holds the first component, and without them nobody does", "[serial]") {
  auto made = uniform_samples(200, 6, 1);
  for (const std::size_t outlier : {17, 133}) made(outlier, 4) = 100;
  REQUIRE(profile::dominant_samples(made.view(), 0.01) == Rows{17, 133});
  REQUIRE(dominant_share(made, 0.01) > 0.97);  // 98^2 * 2 and 198 samples within 1^2 + (mean 1)^2
  // 2 of 200 in a cube: a square score is at most 6 and 1/3 in the mean, so 2 * 6 / (198 / 3) = 0.18
  REQUIRE(dominant_share(uniform_samples(200, 6, 1), 0.01) < 0.18);
}
