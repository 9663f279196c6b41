#include "made_samples.hpp"

#include "netseam/core/error.hpp"
#include "netseam/profile/effective_rank.hpp"
#include "netseam/profile/numerical_rank.hpp"
#include "netseam/profile/participation_ratio.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <numeric>

using namespace netseam;

namespace {

profile::Spectrum spectrum_of(const MadeSamples& made) {
  return profile::spectrum_of(test_backend(), profile::centre(made.view()));
}

// Small whole numbers times each other: exact in float32, of rank `rank` also after centring.
MadeSamples product_of_rank(std::size_t samples, std::size_t width, std::size_t rank) {
  core::RandomStream random(7, rank, core::Purpose::test);
  std::vector<float> left(samples * rank), right(rank * width);
  for (float& value : left) value = static_cast<float>(random.below(17)) - 8;
  for (float& value : right) value = static_cast<float>(random.below(17)) - 8;
  MadeSamples made{samples, width};
  for (std::size_t i = 0; i < samples; ++i)
    for (std::size_t c = 0; c < width; ++c)
      for (std::size_t r = 0; r < rank; ++r) made(i, c) += left[i * rank + r] * right[r * width + c];
  return made;
}

}  // namespace

TEST_CASE("an isotropic layer has as many dimensions as axes", "[serial]") {
  // all singular values are length * sqrt(2); whole numbers, so only the eigenvalues round: 1e-14 relative
  for (const std::size_t width : {1, 2, 5, 40})
    for (const float length : {1.0F, 1e-12F, 1e15F}) {
      const auto spectrum = spectrum_of(cross_polytope(width, length));
      const auto dimensions = static_cast<double>(width);
      REQUIRE(spectrum.square.size() == width);
      REQUIRE(profile::effective_rank(spectrum) == Approx(dimensions).epsilon(1e-12));
      REQUIRE(profile::participation_ratio(spectrum) == Approx(dimensions).epsilon(1e-12));
      REQUIRE(profile::first_component_share(spectrum) == Approx(1 / dimensions).epsilon(1e-12));
      REQUIRE(profile::numerical_rank(spectrum) == width);
    }
}

TEST_CASE("unequal variances give the ranks of the definitions", "[serial]") {
  // axis c has the points +-(c + 1): singular values sqrt(2) (1, 2, 3)
  MadeSamples made = cross_polytope(3, 1);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t c = 0; c < 3; ++c) made(i, c) *= static_cast<float>(c + 1);
  for (float& value : made.value) value += 5;  // the mean is taken off
  const auto spectrum = spectrum_of(made);
  REQUIRE(spectrum.square[0] == Approx(18).epsilon(1e-13));
  REQUIRE(spectrum.square[2] == Approx(2).epsilon(1e-13));
  const double entropy =
      -(1.0 / 6 * std::log(1.0 / 6) + 2.0 / 6 * std::log(2.0 / 6) + 3.0 / 6 * std::log(3.0 / 6));
  REQUIRE(profile::effective_rank(spectrum) == Approx(std::exp(entropy)).epsilon(1e-12));
  REQUIRE(profile::participation_ratio(spectrum) == Approx(14.0 * 14 / (1 + 16 + 81)).epsilon(1e-12));
  REQUIRE(profile::first_component_share(spectrum) == Approx(9.0 / 14).epsilon(1e-12));
  REQUIRE(profile::numerical_rank(spectrum) == 3);
}

TEST_CASE("the numerical rank of an exact product is its inner size", "[serial]") {
  for (const std::size_t rank : {1, 3, 8})
    for (const std::size_t samples : {20, 60})
      for (const std::size_t width : {15, 60, 100}) {
        const auto spectrum = spectrum_of(product_of_rank(samples, width, rank));
        REQUIRE(profile::numerical_rank(spectrum) == rank);
        REQUIRE(profile::participation_ratio(spectrum) <= static_cast<double>(rank));
        // rounding that passes as singular values: at most 100 of sqrt(100 eps) = 1.5e-7 of the largest, a
        // share s = 1.5e-5 of the sum and an entropy below s (log(100 / s) + 1) = 2.6e-4
        REQUIRE(profile::effective_rank(spectrum) <= static_cast<double>(rank) * (1 + 3e-4));
      }
}

TEST_CASE("both sides of the Gram matrix give the same spectrum and scores", "[serial]") {
  // 30 samples of width 20, and the same with 20 columns of zeros, which makes samples the smaller side
  const auto narrow = uniform_samples(30, 20, 1);
  MadeSamples wide{30, 40};
  for (std::size_t i = 0; i < 30; ++i)
    for (std::size_t c = 0; c < 20; ++c) wide(i, c) = narrow.value[i * 20 + c];
  const auto a = spectrum_of(narrow), b = spectrum_of(wide);
  REQUIRE(a.square.size() == 20);
  REQUIRE(b.square.size() == 30);
  for (std::size_t k = 0; k < 20; ++k) REQUIRE(a.square[k] == Approx(b.square[k]).epsilon(1e-11));
  for (std::size_t k = 20; k < 30; ++k) REQUIRE(b.square[k] == 0);
  REQUIRE(std::accumulate(a.first_score.begin(), a.first_score.end(), 0.0) == Approx(1).epsilon(1e-13));
  // the eigenvector's error is that of the matrix over the gap of the eigenvalues, some 1e-14 / 0.1
  REQUIRE(a.square[0] - a.square[1] > 0.1);
  for (std::size_t i = 0; i < 30; ++i) REQUIRE(a.first_score[i] == Approx(b.first_score[i]).margin(1e-11));
}

TEST_CASE("equal samples have rank 0 and no other property of the spectrum", "[serial]") {
  for (const float value : {0.0F, 0.1F, 1e20F})
    for (const std::size_t samples : {1, 7}) {
      MadeSamples made{samples, 3};
      for (float& entry : made.value) entry = value;
      const auto spectrum = spectrum_of(made);
      REQUIRE(profile::numerical_rank(spectrum) == 0);
      REQUIRE(std::isnan(profile::effective_rank(spectrum)));
      REQUIRE(std::isnan(profile::participation_ratio(spectrum)));
      REQUIRE(std::isnan(profile::first_component_share(spectrum)));
      REQUIRE(spectrum.first_score.empty());
    }
  MadeSamples made{2, 2};
  made(1, 0) = std::numeric_limits<float>::infinity();
  REQUIRE_THROWS_AS(profile::centre(made.view()), core::InternalError);
  REQUIRE_THROWS_AS(profile::centre({made.value.data(), 0, 2}), core::InternalError);
}
