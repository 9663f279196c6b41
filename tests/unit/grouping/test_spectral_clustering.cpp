#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/spectral_clustering.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;
using Labels = std::vector<std::size_t>;

namespace {

const linalg::DenseBackend& backend() {
  static const auto shared = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return *shared;
}

}  // namespace

TEST_CASE("the eigenvalues of equal groups are those of the closed form", "[serial]") {
  // g groups of m layers, distance a within and b between. With w = exp(-a^2/s^2), v = exp(-b^2/s^2) and the
  // degree D = 1 + (m-1) w + (g-1) m v, A / D has the eigenvalues 1; (1 + (m-1) w - m v) / D, g - 1 times;
  // and (1 - w) / D, g (m-1) times. s = b: pairs between are more than half.
  const std::size_t g = 3, m = 4, layers = g * m;
  Labels group;
  for (std::size_t i = 0; i < layers; ++i) group.push_back(i % g);
  const auto distance = planted_distances(group, 0.02, 0.1, 0, 1);
  const auto embedding = grouping::spectral_embedding(backend(), {distance.data(), layers, layers});
  REQUIRE(embedding.scale == 0.1);
  const double w = std::exp(-0.04), v = std::exp(-1.0), degree = 1 + (m - 1) * w + (g - 1) * m * v;
  // backward stable: a few n eps |A|, and |A| = 1
  REQUIRE(embedding.eigenvalue[0] == Approx(0).margin(1e-14));
  for (std::size_t k = 1; k < g; ++k)
    REQUIRE(embedding.eigenvalue[k] == Approx(1 - (1 + (m - 1) * w - m * v) / degree).margin(1e-14));
  for (std::size_t k = g; k < layers; ++k)
    REQUIRE(embedding.eigenvalue[k] == Approx(1 - (1 - w) / degree).margin(1e-14));
  const auto gaps = grouping::eigengaps(embedding);
  REQUIRE(gaps.size() == layers - 1);
  REQUIRE(std::max_element(gaps.begin() + 1, gaps.end()) - gaps.begin() + 1 == g);
  REQUIRE(grouping::spectral_labels(embedding, g, 1) == group);
}

TEST_CASE("planted groups are found whatever the seed and the unit", "[serial]") {
  const Labels group{0, 0, 1, 2, 1, 2, 0, 1, 2, 2, 1, 0, 0};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    auto distance = planted_distances(group, 0.05, 0.1, 0.1, seed);
    for (const double unit : {1.0, 1e-6, 1e6}) {
      auto scaled = distance;
      for (double& value : scaled) value *= unit;
      const auto embedding = grouping::spectral_embedding(backend(), {scaled.data(), 13, 13});
      REQUIRE(grouping::spectral_labels(embedding, 3, seed) == group);
      REQUIRE(grouping::spectral_labels(embedding, 1, seed) == Labels(13, 0));
    }
  }
}

TEST_CASE("far layers, equal layers and few layers have an embedding", "[serial]") {
  // affinities across the two groups are exp(-1e16) = 0: separate, two eigenvalues 0
  const auto far = planted_distances({0, 0, 0, 0, 1}, 1, 1e8, 0, 1);
  const auto separate = grouping::spectral_embedding(backend(), {far.data(), 5, 5});
  REQUIRE(separate.scale == 1);
  REQUIRE(separate.eigenvalue[1] == Approx(0).margin(1e-14));
  REQUIRE(grouping::spectral_labels(separate, 2, 1) == Labels{0, 0, 0, 0, 1});

  const std::vector<double> zero(16, 0);
  const auto equal = grouping::spectral_embedding(backend(), {zero.data(), 4, 4});
  REQUIRE(equal.scale == 0);
  for (std::size_t k = 1; k < 4; ++k) REQUIRE(equal.eigenvalue[k] == Approx(1).margin(1e-14));

  const auto one = grouping::spectral_embedding(backend(), {zero.data(), 1, 1});
  REQUIRE(grouping::eigengaps(one).empty());
  REQUIRE(grouping::spectral_labels(one, 1, 1) == Labels{0});
  REQUIRE_THROWS_AS(grouping::spectral_labels(equal, 5, 1), core::InternalError);
  REQUIRE_THROWS_AS(grouping::spectral_labels(equal, 0, 1), core::InternalError);
}
