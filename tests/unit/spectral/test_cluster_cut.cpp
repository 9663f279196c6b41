#include "made_graph.hpp"

#include "netseam/core/error.hpp"
#include "netseam/spectral/cluster_cut.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace netseam;

namespace {

double cut_of(const std::vector<test::Edge>& edges, const std::vector<std::int32_t>& label,
              std::size_t groups) {
  const auto weights = test::weights_between(edges, label, groups);
  return spectral::normalised_cut(spectral::cluster_cuts({weights.data(), groups, groups}));
}

}  // namespace

// expected values: unit tests of the code of arXiv:2110.08058 (test_spectral_clustering.py), recomputed to 12
// digits; 1e-8 in the volumes moves them by less than 1e-10
TEST_CASE("two small chains have the published n-cuts", "[serial]") {
  const auto two = test::chain_graph({{{12, -1.3}, {0, 7.4}}, {{-8.9, 0.15}, {0.23, -5.7}}});
  CHECK(cut_of(two, {0, 1, 0, 1, 0, 1}, 2) == Approx(0.098896704073).margin(5e-13));
  const auto four =
      test::chain_graph({{{5.4, .03, 0, 0}, {0, 0, -.4, 5.5}, {-12, 0, 4.8, -.07}, {0, 6.3, .001, 7}},
                         {{-13.3, -.4, 6, .1}, {.7, -8, 0, -5.8}, {7.4, .3, -15, 0}, {0, 0, 0, -12.3}}});
  CHECK(cut_of(four, {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, 2) == Approx(0.037213054062).margin(5e-13));
}

TEST_CASE("volumes, cuts and ratios of clusters", "[serial]") {
  // two triangles that one edge of weight 2 joins; cluster 2 has one vertex without edges
  const std::vector<test::Edge> edges{{0, 1}, {1, 2}, {0, 2}, {3, 4}, {4, 5}, {3, 5}, {2, 3, 2}};
  const std::vector<std::int32_t> label{0, 0, 0, 1, 1, 1, 2};
  const auto weights = test::weights_between(edges, label, 3);
  const auto cuts = spectral::cluster_cuts({weights.data(), 3, 3});
  for (std::size_t c : {0, 1}) {
    CHECK(cuts[c].volume == 8);
    CHECK(cuts[c].cut == 2);
    CHECK(cuts[c].ratio == 0.25);
  }
  CHECK(cuts[2].volume == 0);
  CHECK(cuts[2].ratio == 0);
  CHECK(spectral::normalised_cut(cuts) == 0.5);
  CHECK(spectral::inside_to_across(0.5, 2) == 1.5);
  CHECK(std::isinf(spectral::inside_to_across(0, 2)));
}

TEST_CASE("one cluster has n-cut 0, clusters without edges inside one for each", "[serial]") {
  const auto edges = test::complete_bipartite_graph(2, 3);
  CHECK(cut_of(edges, {0, 0, 0, 0, 0}, 1) == 0);
  CHECK(cut_of(edges, {0, 0, 1, 1, 1}, 2) == 2);
}

TEST_CASE("weights between clusters that cannot be are refused", "[serial]") {
  const std::vector<double> negative{1, -1, -1, 1}, lost{std::numeric_limits<double>::quiet_NaN()};
  CHECK_THROWS_AS(spectral::cluster_cuts({negative.data(), 2, 2}), core::InternalError);
  CHECK_THROWS_AS(spectral::cluster_cuts({lost.data(), 1, 1}), core::InternalError);
  CHECK_THROWS_AS(spectral::cluster_cuts({negative.data(), 2, 1}), core::InternalError);
}
