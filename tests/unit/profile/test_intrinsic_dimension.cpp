#include "made_samples.hpp"

#include "netseam/profile/distinct_samples.hpp"
#include "netseam/profile/intrinsic_dimension.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace netseam;

namespace {

std::vector<double> ratios_of(const MadeSamples& made) {
  return profile::neighbour_ratios(test_backend(), made.view(), profile::centre(made.view()));
}

// By all distances, each from the coordinates.
std::vector<double> naive_ratios(const MadeSamples& made) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < made.samples; ++i) {
    std::vector<double> squares;
    for (std::size_t j = 0; j < made.samples; ++j) {
      if (j == i) continue;
      double square = 0;
      for (std::size_t c = 0; c < made.width; ++c) {
        const double x = made.value[i * made.width + c], y = made.value[j * made.width + c];
        square += (x - y) * (x - y);
      }
      squares.push_back(square);
    }
    std::ranges::sort(squares);
    ratios.push_back(std::sqrt(squares[1] / squares[0]));
  }
  return ratios;
}

// Uniform in a cube of `dimension` axes, turned into `width` axes by a random matrix of rank `dimension`
// with nearly equal singular values (rows of many random signs).
MadeSamples cube_in_space(std::size_t samples, std::size_t dimension, std::size_t width) {
  const auto flat = uniform_samples(samples, dimension, dimension);
  core::RandomStream random(3, dimension, core::Purpose::test);
  std::vector<float> axes(dimension * width);
  for (float& value : axes) value = random.below(2) == 0 ? 1.0F : -1.0F;
  MadeSamples made{samples, width};
  for (std::size_t i = 0; i < samples; ++i)
    for (std::size_t c = 0; c < width; ++c)
      for (std::size_t r = 0; r < dimension; ++r)
        made(i, c) += flat.value[i * dimension + r] * axes[r * width + c];
  return made;
}

}  // namespace

TEST_CASE("neighbours are those of all distances", "[serial]") {
  REQUIRE(ratios_of(uniform_samples(600, 3, 1)) == naive_ratios(uniform_samples(600, 3, 1)));
  // far from the origin and with two samples nearly the same, where products alone lose all digits
  auto shifted = uniform_samples(300, 4, 2);
  for (float& value : shifted.value) value += 1000;
  for (std::size_t c = 0; c < 4; ++c) shifted(1, c) = std::nextafter(shifted(0, c), 0.0F);
  shifted(2, 0) = 1e6F;
  REQUIRE(ratios_of(shifted) == naive_ratios(shifted));
}

TEST_CASE("a line, a plane and a cube have 1, 2 and 3 dimensions", "[serial]") {
  // With y(u) = -log(1 - u) on [0, 0.9], the slope's relative variance is 1/N times the double integral of
  // y(u) y(v) min / (1 - min) over (integral of y^2)^2, at most 9 (0.670)^2 / (0.809)^2 = 6.2 for independent
  // ratios; a sample shares its neighbours with a few others, say twice that: deviation below 3.5 / sqrt(N).
  // 4 deviations at N = 4000: 0.22, which also holds the edges of the cube (a few percent).
  for (const std::size_t dimension : {1, 2, 3}) {
    const double found = profile::intrinsic_dimension(ratios_of(cube_in_space(4000, dimension, 24)));
    REQUIRE(found == Approx(static_cast<double>(dimension)).epsilon(0.22));
  }
}

TEST_CASE("ratios of an exact Pareto distribution give its exponent exactly", "[serial]") {
  // 1 - F(mu) = mu^-d at the i-th of N: log mu = -log(1 - i/N) / d on the line through the origin; the last,
  // at infinity, is among the 10 % left out
  for (const double dimension : {0.5, 2.0, 17.0})
    for (const std::size_t count : {10, 99, 1000}) {
      std::vector<double> ratios;
      for (std::size_t i = count; i > 0; --i)
        ratios.push_back(std::pow(1 - static_cast<double>(i) / static_cast<double>(count), -1 / dimension));
      REQUIRE(profile::intrinsic_dimension(ratios) == Approx(dimension).epsilon(1e-11));
    }
}

TEST_CASE("equal samples count once", "[serial]") {
  const auto plain = uniform_samples(50, 3, 4);
  MadeSamples doubled{100, 3};
  std::ranges::copy(plain.value, doubled.value.begin());
  std::ranges::copy(plain.value, doubled.value.begin() + 150);
  REQUIRE(ratios_of(doubled) == ratios_of(plain));
  REQUIRE(profile::duplicate_share(doubled.view()) == 0.5);
  REQUIRE(profile::duplicate_share(plain.view()) == 0);
  MadeSamples signs{4, 1};
  signs.value = {0.0F, -0.0F, 1.0F, 0.0F};
  REQUIRE(profile::distinct_samples(signs.view()) == std::vector<std::uint8_t>{1, 0, 1, 0});
}

TEST_CASE("a grid and few samples have no intrinsic dimension", "[serial]") {
  MadeSamples line{40, 1};
  for (std::size_t i = 1; i < 40; ++i) line(i, 0) = static_cast<float>(i);
  // both neighbours at 1, but for the two ends, which are among the 10 % left out
  REQUIRE(std::isnan(profile::intrinsic_dimension(ratios_of(line))));
  REQUIRE(std::isnan(profile::intrinsic_dimension(std::vector<double>(9, 2.0))));
  REQUIRE(ratios_of(uniform_samples(2, 3, 1)).empty());
  REQUIRE(ratios_of(MadeSamples{20, 3}).empty());
}
