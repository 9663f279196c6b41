#include "cluster_criteria.hpp"
#include "made_networks.hpp"

#include "netseam/hierarchy/feature_distance.hpp"
#include "netseam/linkage/agglomerative.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace netseam;
using hierarchy::Criterion;

TEST_CASE("criteria of a line of three units are those of their formulas", "[serial]") {
  // features 000..., 1.., 11...: units at 1, 2 and 6 ones of 6: Euclidean distances 1, sqrt 5, 2
  const auto network = hierarchy::condense(
      small_network({3, 6}, {{{0, 0}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}}}));
  const auto features = hierarchy::unit_features(network, {})[0];
  const auto distance = hierarchy::feature_distances(features, hierarchy::FeatureDistance::euclidean);
  const auto merges = linkage::agglomerate({distance.data(), 3, 3}, linkage::Linkage::average);
  const auto value = [&](Criterion criterion) {
    const auto found = hierarchy::cluster_criterion(features, {distance.data(), 3, 3}, merges, criterion);
    REQUIRE(found.size() == 1);  // of two clusters: units 0 and 1, unit 2
    return found[0];
  };
  // silhouette: (sqrt 5 - 1) / sqrt 5 and (2 - 1) / 2 and 0 for the single unit
  REQUIRE(value(Criterion::silhouette) == Approx((1 - 1 / std::sqrt(5.0) + 0.5) / 3).epsilon(1e-14));
  // Calinski-Harabasz: within 2 x (1/2)^2 = 1/2; centre of the pair (1, 1/2, 0, 0, 0, 0), of all (1, 2/3, 1/3
  // x 4): between 2 (1/36 + 4/9) + (1/9 + 16/9) = 17/18 + 34/18; over 1, and 1/2 over 3 - 2
  REQUIRE(value(Criterion::calinski_harabasz) == Approx(51.0 / 18 / 0.5).epsilon(1e-14));
  // Davies-Bouldin: extents 1/2 and 0, centres apart sqrt(1/4 + 4)
  REQUIRE(value(Criterion::davies_bouldin) == Approx(0.5 / std::sqrt(4.25)).epsilon(1e-14));
  REQUIRE(hierarchy::prefers_least(Criterion::distance_modularity));
  REQUIRE(hierarchy::prefers_least(Criterion::davies_bouldin));
  REQUIRE_FALSE(hierarchy::prefers_least(Criterion::silhouette));
  REQUIRE_FALSE(hierarchy::prefers_least(Criterion::calinski_harabasz));
}
