#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/cluster_layers.hpp"
#include "netseam/grouping/silhouette.hpp"
#include "netseam/linkage/agglomerative.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;
using grouping::ClusterCriterion;
using grouping::ClusterMethod;
using grouping::ClusterOptions;
using Labels = std::vector<std::size_t>;

namespace {

constexpr auto methods = {ClusterMethod::average, ClusterMethod::complete, ClusterMethod::k_medoids,
                          ClusterMethod::spectral};

data::LayerClustering cluster(const std::vector<double>& distance, std::size_t layers, ClusterMethod method,
                              const ClusterOptions& options = {}) {
  static const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return grouping::cluster_layers(*backend, {distance.data(), layers, layers}, method, options);
}

}  // namespace

TEST_CASE("every method finds planted groups that are not contiguous", "[serial]") {
  const Labels three{0, 0, 1, 2, 1, 2, 0, 1, 2, 2, 1, 0, 0}, two{0, 1, 1, 0, 0, 0, 1, 1, 1};
  for (const ClusterMethod method : methods)
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      REQUIRE(cluster(planted_distances(three, 0.04, 0.1, 0.1, seed), 13, method).label == three);
      REQUIRE(cluster(planted_distances(two, 0.04, 0.1, 0.1, seed), 9, method).label == two);
    }
}

TEST_CASE("no method finds groups where there are none", "[serial]") {
  for (const ClusterMethod method : methods)
    for (const std::size_t layers : {3, 9, 20})
      for (const double noise : {0.0, 0.1})
        for (std::uint64_t seed = 0; seed < 5; ++seed)
          REQUIRE(
              cluster(planted_distances(Labels(layers, 0), 0.1, 0.1, noise, seed), layers, method).label ==
              Labels(layers, 0));
}

TEST_CASE("the result says how the number of groups was chosen", "[serial]") {
  const Labels group{0, 0, 0, 1, 1, 1, 1};
  const auto distance = planted_distances(group, 0.04, 0.1, 0.05, 1);
  for (const ClusterMethod method : methods) {
    const auto result = cluster(distance, 7, method);
    const bool spectral = method == ClusterMethod::spectral;
    REQUIRE(result.criterion_name == (spectral ? "eigengap" : "silhouette"));
    REQUIRE(result.criterion.size() == 7);
    REQUIRE(result.silhouette.size() == 7);
    REQUIRE(result.silhouette[0] == 0);
    REQUIRE(result.silhouette[1] ==
            grouping::mean_silhouette({distance.data(), 7, 7}, std::vector<std::size_t>(group)));
    REQUIRE(result.silhouette[6] == 0);
    if (!spectral) {
      REQUIRE(result.criterion[0] == 0.25);
      REQUIRE(std::ranges::max_element(result.criterion) - result.criterion.begin() == 1);
    }
    const bool tree = method == ClusterMethod::average || method == ClusterMethod::complete;
    REQUIRE(result.merge.size() == (tree ? 6 : 0));
    REQUIRE(cluster(distance, 7, method, {.least_silhouette = 0.9}).label == Labels(7, 0));
    REQUIRE(cluster(distance, 7, method, {.criterion = ClusterCriterion::silhouette}).label == group);
    const auto by_gap = cluster(distance, 7, method, {.criterion = ClusterCriterion::gap});
    REQUIRE(by_gap.criterion_name == "gap");
    REQUIRE(by_gap.label == group);
  }
  REQUIRE(cluster(distance, 7, ClusterMethod::average).method == "average");
  REQUIRE(cluster(distance, 7, ClusterMethod::complete).method == "complete");
  REQUIRE(cluster(distance, 7, ClusterMethod::k_medoids).method == "k-medoids");
  REQUIRE(cluster(distance, 7, ClusterMethod::spectral).method == "spectral");
}

TEST_CASE("a number of groups that is asked for is given", "[serial]") {
  const auto distance = random_distances(8, 3);
  for (const ClusterMethod method : methods) {
    for (std::size_t groups = 1; groups <= 8; ++groups)
      REQUIRE(std::ranges::max(cluster(distance, 8, method, {.groups = groups}).label) == groups - 1);
    REQUIRE(std::ranges::max(cluster(distance, 8, method, {.groups = 20}).label) == 7);
    const auto limited = cluster(distance, 8, method, {.groups = 5, .maximum_groups = 3});
    REQUIRE(std::ranges::max(limited.label) == 4);
    REQUIRE(limited.criterion.size() == 5);
    REQUIRE(cluster(distance, 8, method, {.maximum_groups = 3}).criterion.size() == 3);
  }
}

TEST_CASE("one layer and two layers are one group", "[serial]") {
  for (const ClusterMethod method : methods) {
    for (const auto criterion : {ClusterCriterion::automatic, ClusterCriterion::gap}) {
      REQUIRE(cluster({0}, 1, method, {.criterion = criterion}).label == Labels{0});
      REQUIRE(cluster({0, 1, 1, 0}, 2, method, {.criterion = criterion}).label == Labels{0, 0});
    }
    REQUIRE_THROWS_AS(cluster({0, 1, 2, 0}, 2, method), core::InternalError);
  }
}
