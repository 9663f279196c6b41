#include "made_graph.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/stats/partition_agreement.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <cmath>

using namespace netseam;
using parallel::Communicator;

namespace {

/// A chain of random layers; weights inside one of `groups` groups of units are `strength` times as large.
std::vector<test::Edge> random_chain(std::size_t layers, std::size_t width, std::size_t groups,
                                     double strength) {
  core::RandomStream random(1, 0, core::Purpose::test);
  std::vector<test::Edge> edges;
  for (std::size_t layer = 0; layer + 1 < layers; ++layer)
    for (std::size_t i = 0; i < width; ++i)
      for (std::size_t j = 0; j < width; ++j)
        edges.push_back({layer * width + i, (layer + 1) * width + j,
                         random.uniform() * (i % groups == j % groups ? strength : 1)});
  return edges;
}

/// A number below 2^levels by the quadrants of R-MAT, which give degrees of a power law (Chakrabarti, Zhan,
/// Faloutsos 2004, doi:10.1137/1.9781611972740.43): each bit is 0 with probability 0.76.
std::size_t skewed(core::RandomStream& random, unsigned levels) {
  std::size_t value = 0;
  for (unsigned level = 0; level < levels; ++level) value = 2 * value + (random.uniform() < 0.76 ? 0 : 1);
  return value;
}

/// Edges as R-MAT places them, nine of ten within one of `groups` blocks of 2^levels vertices, the others
/// between any two blocks.
std::vector<test::Edge> planted_rmat(std::size_t groups, unsigned levels, std::size_t edges) {
  core::RandomStream random(4, 0, core::Purpose::test);
  std::vector<test::Edge> placed;
  while (placed.size() < edges) {
    const std::size_t a = random.below(groups), b = random.uniform() < 0.9 ? a : random.below(groups);
    const std::size_t from = (a << levels) + skewed(random, levels),
                      to = (b << levels) + skewed(random, levels);
    if (from != to) placed.push_back({from, to, 1});
  }
  return placed;
}

}  // namespace

TEST_CASE("planted blocks of a graph with skewed degrees are found", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  constexpr std::size_t groups = 6;
  constexpr unsigned levels = 7;
  const auto edges = planted_rmat(groups, levels, 40'000);
  std::vector<std::size_t> degree(groups << levels);
  for (const auto& edge : edges) ++degree[edge.first], ++degree[edge.second];
  const test::MadeGraph graph(session, all, edges, degree.size());
  const auto counts = spectral::spectral_clusters(session, all, graph.clustered(), 2, 9, {});
  CHECK(spectral::count_by_eigengap(counts) == groups);
  // an edge leaves its block with probability 1/12, so of 20 edges more than half do in fewer than one vertex
  // of a million: every such vertex has its block
  const auto& label = counts.result[groups - 2].label;
  std::vector<std::size_t> found, planted;
  for (std::size_t vertex = 0; vertex < degree.size(); ++vertex)
    if (degree[vertex] >= 20) {
      found.push_back(static_cast<std::size_t>(label[vertex]));
      planted.push_back(vertex >> levels);
    }
  CHECK(found.size() > degree.size() / 2);
  CHECK(stats::adjusted_rand_index(found, planted) == 1);
}

TEST_CASE("planted groups are found, and their number", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  constexpr std::size_t groups = 4, size = 15;
  constexpr double across = 0.05;
  const test::MadeGraph graph(session, all, test::planted_groups(groups, size, across), groups * size);
  const auto counts = spectral::spectral_clusters(session, all, graph.clustered(), 1, 7, {});
  REQUIRE(counts.clusters == std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7});
  const auto& result = counts.result[groups - 1];
  for (std::size_t i = 0; i < groups * size; ++i)
    REQUIRE(result.label[i] == static_cast<std::int32_t>(i / size));
  // cut and volume of one group: size^2 (groups - 1) across, and that with size (size - 1) inside
  const double cut = size * size * (groups - 1) * across, volume = size * (size - 1.0) + cut;
  CHECK(result.normalised_cut == Approx(groups * cut / volume).epsilon(1e-13));
  for (const auto& cluster : result.cut) CHECK(cluster.volume == Approx(volume).epsilon(1e-13));
  // eigenvalues of S: 1, then (size - 1 - size across) / degree (groups - 1 times), then -1 / degree
  const double degree = volume / size;
  CHECK(counts.spectrum.eigenvalue[3] == Approx(1 - (size - 1 - size * across) / degree).margin(1e-6));
  CHECK(result.eigengap == Approx((size - size * across) / degree).margin(2e-6));
  CHECK(result.agreement == 1);
  CHECK(counts.result[0].normalised_cut == 0);
  CHECK(spectral::count_by_eigengap(counts) == groups);
  CHECK(spectral::count_by_normalised_cut(counts) == groups);
}

TEST_CASE("clusters of a chain of layers are the same on any number of ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  const linalg::SlepcSession session(all);
  bool labels = true, values = true, numbers = true;
  for (const double strength : {1.0, 30.0}) {  // no groups at all: the clusters are arbitrary, but the same
    const auto edges = random_chain(4, 50, 5, strength);
    const test::MadeGraph together(session, all, edges, 200), own(session, alone, edges, 200);
    const auto first = spectral::spectral_clusters(session, all, together.clustered(), 5, 6, {});
    const auto second = spectral::spectral_clusters(session, alone, own.clustered(), 5, 6, {});
    for (std::size_t i = 0; i < 2; ++i) {
      labels = labels && first.result[i].label == second.result[i].label;
      numbers = numbers && first.result[i].normalised_cut == second.result[i].normalised_cut &&
                first.result[i].agreement == second.result[i].agreement;
    }
    for (std::size_t j = 0; j < 7; ++j)
      values = values && std::abs(first.spectrum.eigenvalue[j] - second.spectrum.eigenvalue[j]) <= 2e-6;
    if (strength > 1)
      for (std::size_t i = 0; i < 200; ++i)
        labels = labels && first.result[0].label[i] == static_cast<std::int32_t>(i % 50 % 5);
  }
  CHECK(parallel::all_of(all, labels));
  CHECK(parallel::all_of(all, values));
  CHECK(parallel::all_of(all, numbers));
}

TEST_CASE("as many components as clusters are the clusters", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const linalg::SlepcSession session(all);
  std::vector<test::Edge> edges;
  for (const std::size_t first : {0, 10, 20})
    for (const auto& edge : test::cycle_graph(7 + first / 10))
      edges.push_back({edge.first + first, edge.second + first});
  const test::MadeGraph graph(session, all, edges, 30);
  const auto counts = spectral::spectral_clusters(session, all, graph.clustered(), 3, 3, {});
  const auto& result = counts.result[0];
  for (std::size_t i = 0; i < 30; ++i)
    CHECK(result.label[i] == (i % 10 < 7 + i / 10 ? static_cast<std::int32_t>(i / 10) : data::not_in_graph));
  CHECK(result.normalised_cut == 0);
  CHECK(result.eigengap == Approx(1 - test::cycle_eigenvalue(9, 1)).margin(1e-6));
  CHECK_THROWS_AS(spectral::spectral_clusters(session, all, graph.clustered(), 2, 3, {}), core::Error);
  CHECK_THROWS_AS(spectral::spectral_clusters(session, all, graph.clustered(), 3, 25, {}), core::Error);
  const auto every = spectral::spectral_clusters(session, all, graph.clustered(), 24, 24, {});
  CHECK(every.result[0].k_means.clusters == 24);
  CHECK(std::isnan(every.result[0].eigengap));
  CHECK(every.result[0].normalised_cut == 24);  // no cluster has an edge inside
}
