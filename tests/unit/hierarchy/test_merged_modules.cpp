#include "made_networks.hpp"

#include "netseam/hierarchy/merged_modules.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Labels = std::vector<std::vector<std::size_t>>;

TEST_CASE("a cluster joins the module that has nearly all its edges and gives it nearly all", "[serial]") {
  // two inputs into each of two hidden units, these into one output each
  const auto chains =
      hierarchy::condense(small_network({4, 2, 2}, {{{0, 0}, {1, 0}, {2, 1}, {3, 1}}, {{0, 0}, {1, 1}}}));
  REQUIRE(hierarchy::merge_clusters(chains, {{0, 0, 1, 1}, {0, 1}, {0, 1}}, 0.9) ==
          Labels{{0, 0, 1, 1}, {0, 1}, {0, 1}});
  // clusters of the hidden layer are named in the other order: modules keep the names of first appearance
  REQUIRE(hierarchy::merge_clusters(chains, {{0, 0, 1, 1}, {1, 0}, {1, 0}}, 0.9) ==
          Labels{{0, 0, 1, 1}, {0, 1}, {0, 1}});
  // one hidden cluster of both: each input module gives it all edges, but has only half of its
  REQUIRE(hierarchy::merge_clusters(chains, {{0, 0, 1, 1}, {0, 0}, {0, 1}}, 0.9) ==
          Labels{{0, 0, 1, 1}, {2, 2}, {2, 2}});
}

TEST_CASE("shares equal to the threshold do not join, and outputs need only their own edges", "[serial]") {
  // hidden unit 0 leads to outputs 0 and 1: each has all its edges from it, and half of its edges
  const auto fork = hierarchy::condense(small_network({1, 1, 2}, {{{0, 0}}, {{0, 0}, {0, 1}}}));
  REQUIRE(hierarchy::merge_clusters(fork, {{0}, {0}, {0, 1}}, 0.9) == Labels{{0}, {0}, {0, 0}});
  REQUIRE(hierarchy::merge_clusters(fork, {{0}, {0}, {0, 1}}, 1.0) == Labels{{0}, {1}, {2, 3}});
  // the same fork before the last layer opens modules
  const auto early = hierarchy::condense(small_network({1, 2, 2}, {{{0, 0}, {0, 1}}, {{0, 0}, {1, 1}}}));
  REQUIRE(hierarchy::merge_clusters(early, {{0}, {0, 1}, {0, 1}}, 0.9) == Labels{{0}, {1, 2}, {1, 2}});
  // half of the edges: above 0.4, not above 0.5
  REQUIRE(hierarchy::merge_clusters(early, {{0}, {0, 1}, {0, 1}}, 0.5) == Labels{{0}, {1, 2}, {1, 2}});
  REQUIRE(hierarchy::merge_clusters(early, {{0}, {0, 1}, {0, 1}}, 0.4) == Labels{{0}, {0, 0}, {0, 0}});
}

TEST_CASE("the quotient counts edges between modules only", "[serial]") {
  const auto network =
      hierarchy::condense(small_network({3, 2, 1}, {{{0, 0}, {1, 0}, {1, 1}, {2, 1}}, {{0, 0}, {1, 0}}}));
  const auto edges = hierarchy::module_edges(network, {{0, 0, 1}, {0, 1}, {2}});
  std::vector<std::vector<std::size_t>> found;
  for (const auto& edge : edges) found.push_back({edge.from, edge.to, edge.edges});
  REQUIRE(found == std::vector<std::vector<std::size_t>>{{0, 1, 1}, {0, 2, 1}, {1, 2, 1}});
}
