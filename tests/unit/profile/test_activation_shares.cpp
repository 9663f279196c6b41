#include "made_samples.hpp"

#include "netseam/profile/activation_shares.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;

TEST_CASE("a ReLU of as many positive as negative numbers is active in half its entries", "[serial]") {
  auto made = uniform_samples(50, 8, 1);
  for (std::size_t e = 0; e < made.value.size(); ++e)
    made.value[e] = (e % 2 == 0 ? 1.0F : -1.0F) * (std::abs(made.value[e]) + 0.1F);
  REQUIRE(profile::activation_frequency(made.view()) == 0.5);
  REQUIRE(profile::zero_share(made.view()) == 0);
  for (float& value : made.value) value = std::max(value, 0.0F);
  REQUIRE(profile::activation_frequency(made.view()) == 0.5);
  REQUIRE(profile::zero_share(made.view()) == 0.5);
}

TEST_CASE("only entries of the layer count where rows are padded, and both zeros are zero", "[serial]") {
  const std::vector<float> padded{1, -0.0F, 9, 0, -2, 9};
  const core::MatrixView<const float> view{padded.data(), 2, 2, 3};
  REQUIRE(profile::activation_frequency(view) == 0.25);
  REQUIRE(profile::zero_share(view) == 0.5);
}

TEST_CASE("Hoyer's sparsity is 0 for equal entries and 1 for a single one", "[serial]") {
  MadeSamples made{4, 4};
  for (std::size_t c = 0; c < 4; ++c) made(0, c) = c % 2 == 0 ? 3.0F : -3.0F;  // 0
  made(1, 2) = -7;                                                             // 1
  made(2, 0) = made(2, 1) = 5;                                                 // 2 - sqrt(2); row 3 is 0
  // float32 entries are exact, a few roundings of double
  REQUIRE(profile::hoyer_sparsity(made.view()) == Approx((0 + 1 + 2 - std::sqrt(2)) / 3).epsilon(1e-14));
  REQUIRE(std::isnan(profile::hoyer_sparsity(MadeSamples{3, 4}.view())));
  REQUIRE(std::isnan(profile::hoyer_sparsity(uniform_samples(3, 1, 1).view())));
}
