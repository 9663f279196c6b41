#include "made_samples.hpp"

#include "netseam/profile/quasi_orthogonality.hpp"

#include <catch2/catch.hpp>

using namespace netseam;

namespace {

double quasi_orthogonality(const MadeSamples& made) {
  return profile::quasi_orthogonality(test_backend(), profile::centre(made.view()));
}

}  // namespace

TEST_CASE("pairs of a cross-polytope are opposite or at right angles", "[serial]") {
  // of d (2d - 1) pairs d are opposite; 150 axes are more samples than one block
  for (const std::size_t width : {1, 2, 7, 150})
    REQUIRE(quasi_orthogonality(cross_polytope(width, 0.5F)) ==
            Approx(1 / (2 * static_cast<double>(width) - 1)).epsilon(1e-13));
}

TEST_CASE("the mean |cos| is that of all pairs", "[serial]") {
  const auto made = uniform_samples(600, 5, 1);
  const auto centred = profile::centre(made.view());
  double total = 0;
  for (std::size_t i = 0; i < 600; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      double xy = 0, xx = 0, yy = 0;
      for (std::size_t c = 0; c < 5; ++c) {
        const double x = centred.view()(i, c), y = centred.view()(j, c);
        xy += x * y, xx += x * x, yy += y * y;
      }
      total += std::abs(xy) / std::sqrt(xx * yy);
    }
  // sums of 179,700 numbers below 1 in another order: 179,700 eps relative at most
  REQUIRE(quasi_orthogonality(made) == Approx(total / (600.0 * 599 / 2)).epsilon(1e-10));
}

TEST_CASE("samples at the mean have no angle", "[serial]") {
  MadeSamples line{5, 1};
  line.value = {-2, -1, 0, 1, 2};
  REQUIRE(quasi_orthogonality(line) == Approx(1).epsilon(1e-15));
  REQUIRE(std::isnan(quasi_orthogonality(MadeSamples{5, 2})));
  REQUIRE(std::isnan(quasi_orthogonality(MadeSamples{1, 2})));
}
