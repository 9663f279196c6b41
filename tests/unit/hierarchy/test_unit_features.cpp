#include "made_networks.hpp"

#include "netseam/hierarchy/feature_distance.hpp"
#include "netseam/hierarchy/unit_features.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>

using namespace netseam;
using hierarchy::Direction;

namespace {

using Unit = std::pair<std::size_t, std::size_t>;  // layer, unit

/// Sums over paths of products of |weight| from one unit, by walking all of them; paths of at most `depth`
/// edges.
void walk(const hierarchy::CondensedNetwork& network, Unit at, double weight, std::size_t depth,
          bool backward, std::map<Unit, double>& sums) {
  if (depth == 0) return;
  if (!backward && at.first < network.edge.size())
    for (const auto& edge : network.edge[at.first])
      if (edge.source == at.second) {
        const Unit next{at.first + 1, edge.target};
        sums[next] += weight * std::abs(edge.weight);
        walk(network, next, weight * std::abs(edge.weight), depth - 1, backward, sums);
      }
  if (backward && at.first > 0)
    for (const auto& edge : network.edge[at.first - 1])
      if (edge.target == at.second) {
        const Unit next{at.first - 1, edge.source};
        sums[next] += weight * std::abs(edge.weight);
        walk(network, next, weight * std::abs(edge.weight), depth - 1, backward, sums);
      }
}

std::map<Unit, double> sums_of(const hierarchy::CondensedNetwork& network, Unit unit,
                               const hierarchy::FeatureOptions& options) {
  std::map<Unit, double> sums;
  const std::size_t depth = options.depth == 0 ? network.kept.size() : options.depth;
  if (options.direction != Direction::incoming) walk(network, unit, 1, depth, false, sums);
  if (options.direction != Direction::outgoing) walk(network, unit, 1, depth, true, sums);
  return sums;
}

std::size_t possible_of(const hierarchy::CondensedNetwork& network, std::size_t layer,
                        const hierarchy::FeatureOptions& options) {
  const std::size_t depth = options.depth == 0 ? network.kept.size() : options.depth;
  std::size_t possible = 0;
  for (std::size_t l = 0; l < network.kept.size(); ++l) {
    const bool after = l > layer && l - layer <= depth && options.direction != Direction::incoming;
    const bool before = l < layer && layer - l <= depth && options.direction != Direction::outgoing;
    if (after || before) possible += network.kept[l].size();
  }
  return possible;
}

}  // namespace

TEST_CASE("features count what paths reach, in both directions and to any depth", "[serial]") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    // the second layer and its followers have more than 64 units, so that rows cross words
    const auto network = hierarchy::condense(random_network({6, 40, 30, 9}, 0.12, seed));
    for (const Direction direction : {Direction::outgoing, Direction::incoming, Direction::both})
      for (const std::size_t depth : {0, 1, 2}) {
        const hierarchy::FeatureOptions options{direction, depth, true};
        const auto features = hierarchy::unit_features(network, options);
        REQUIRE(features.size() == 4);
        for (std::size_t l = 0; l < 4; ++l) {
          REQUIRE(features[l].units == network.kept[l].size());
          REQUIRE(features[l].possible == possible_of(network, l, options));
          std::vector<std::map<Unit, double>> walked;
          for (std::size_t u = 0; u < features[l].units; ++u)
            walked.push_back(sums_of(network, {l, u}, options));
          for (std::size_t u = 0; u < features[l].units; ++u) {
            REQUIRE(hierarchy::bit_count(features[l].row(u)) == walked[u].size());
            for (std::size_t v = 0; v < u; ++v) {
              std::size_t common = 0;
              double product = 0, found = 0, scale = 0;
              for (const auto& [unit, sum] : walked[u])
                if (const auto at = walked[v].find(unit); at != walked[v].end()) {
                  ++common;
                  product += sum * at->second;
                }
              for (std::size_t c = 0; c < features[l].columns; ++c)
                found += features[l].values(u)[c] * features[l].values(v)[c];
              scale = std::max(product, 1e-300);
              REQUIRE(hierarchy::common_bits(features[l].row(u), features[l].row(v)) == common);
              // sums of fewer than 2^12 positive products of at most 6 factors
              REQUIRE(std::abs(found - product) <= 1e-11 * scale);
            }
          }
        }
      }
  }
}

TEST_CASE("distances of features are those of their definitions", "[serial]") {
  // unit 0 reaches {0, 1}, unit 1 {1, 2}, unit 2 {0, 1}: in common 1, 2, 1
  const auto network =
      hierarchy::condense(small_network({3, 3}, {{{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 0}, {2, 1}}}));
  const auto features = hierarchy::unit_features(network, {})[0];
  const auto check = [&](hierarchy::FeatureDistance distance, double apart) {
    const auto found = hierarchy::feature_distances(features, distance);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        REQUIRE(found[3 * i + j] == Approx(i == j || i + j == 2 ? 0 : apart).margin(1e-15));
  };
  check(hierarchy::FeatureDistance::cosine, 0.5);
  check(hierarchy::FeatureDistance::jaccard, 2.0 / 3);
  check(hierarchy::FeatureDistance::euclidean, std::sqrt(2.0));
}
