#include "transport_problem.hpp"

#include "netseam/core/error.hpp"

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace netseam::transport {
namespace {

constexpr double resolution = 0x1p40;

std::vector<std::int64_t> rounded(std::span<const double> weight, std::int64_t total) {
  std::vector<std::int64_t> masses;
  std::int64_t sum = 0;
  for (const double value : weight) {
    masses.push_back(std::max<std::int64_t>(1, std::llround(value * static_cast<double>(total))));
    sum += masses.back();
  }
  auto& largest = *std::ranges::max_element(masses);
  largest += total - sum;
  if (largest <= 0) throw core::InternalError("the weights of a layer do not sum to 1");
  return masses;
}

}  // namespace

WholeMasses uniform_masses(std::size_t n, std::size_t m) {
  const auto total = static_cast<std::int64_t>(std::lcm(n, m));
  return {std::vector<std::int64_t>(n, total / static_cast<std::int64_t>(n)),
          std::vector<std::int64_t>(m, total / static_cast<std::int64_t>(m)), total};
}

WholeMasses rounded_masses(std::span<const double> first, std::span<const double> second) {
  const auto total = static_cast<std::int64_t>(resolution);
  return {rounded(first, total), rounded(second, total), total};
}

struct TransportProblem::Network {
  using Simplex = lemon::NetworkSimplex<lemon::StaticDigraph, std::int64_t, std::int64_t>;

  explicit Network(const WholeMasses& given)
      : masses(given), n(given.first.size()), m(given.second.size()), supply(graph), cost(graph) {
    std::vector<std::pair<int, int>> arcs;
    arcs.reserve(n * m);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < m; ++j) arcs.emplace_back(static_cast<int>(i), static_cast<int>(n + j));
    graph.build(static_cast<int>(n + m), arcs.begin(), arcs.end());
    for (std::size_t i = 0; i < n; ++i) supply[graph.node(static_cast<int>(i))] = masses.first[i];
    for (std::size_t j = 0; j < m; ++j) supply[graph.node(static_cast<int>(n + j))] = -masses.second[j];
    simplex = std::make_unique<Simplex>(graph);
  }

  WholeMasses masses;
  std::size_t n, m;
  lemon::StaticDigraph graph;
  lemon::StaticDigraph::NodeMap<std::int64_t> supply;
  lemon::StaticDigraph::ArcMap<std::int64_t> cost;
  std::unique_ptr<Simplex> simplex;
};

TransportProblem::TransportProblem(const WholeMasses& masses) {
  if (masses.first.size() + masses.second.size() > (std::size_t{1} << 20) ||
      masses.first.size() * masses.second.size() >
          static_cast<std::size_t>(std::numeric_limits<int>::max()) / 2)
    throw core::InternalError("a transport problem is too large for its network");
  network_ = std::make_unique<Network>(masses);
}
TransportProblem::TransportProblem(TransportProblem&& other) noexcept = default;
TransportProblem& TransportProblem::operator=(TransportProblem&& other) noexcept = default;
TransportProblem::~TransportProblem() = default;

std::vector<data::CouplingEntry> TransportProblem::solve(core::MatrixView<const double> cost) {
  Network& network = *network_;
  double least = std::numeric_limits<double>::infinity(), largest = -least;
  for (std::size_t i = 0; i < network.n; ++i) {
    const auto [low, high] = std::ranges::minmax_element(cost.row(i));
    least = std::min(least, *low);
    largest = std::max(largest, *high);
  }
  const double factor = largest > least ? resolution / (largest - least) : 0;
  // arcs of a static graph are numbered by source, then in the order given: row-major
  for (std::size_t i = 0; i < network.n; ++i)
    for (std::size_t j = 0; j < network.m; ++j)
      network.cost[network.graph.arc(static_cast<int>(i * network.m + j))] =
          std::llround((cost(i, j) - least) * factor);
  network.simplex->resetParams();
  network.simplex->supplyMap(network.supply).costMap(network.cost);
  if (network.simplex->run() != Network::Simplex::OPTIMAL)
    throw core::NumericalError("the network simplex did not solve a transport problem");
  std::vector<data::CouplingEntry> entries;
  const auto total = static_cast<double>(network.masses.total);
  for (std::size_t i = 0; i < network.n; ++i)
    for (std::size_t j = 0; j < network.m; ++j) {
      const std::int64_t flow = network.simplex->flow(network.graph.arc(static_cast<int>(i * network.m + j)));
      if (flow > 0)
        entries.push_back(
            {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), static_cast<double>(flow) / total});
    }
  return entries;
}

std::size_t TransportProblem::workspace_bytes(std::size_t n, std::size_t m) {
  // per arc: graph 20, cost map 8, simplex: ends 8, lower and upper bound, capacity, cost, flow 40, arc
  // number 4, state 1, and 8 for the list that the graph is built from; per node below 200
  return 96 * n * m + 256 * (n + m);
}

}  // namespace netseam::transport
