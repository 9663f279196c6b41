#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/graph/weight_graph.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace netseam;
using graph::DenseStorage;
using graph::WeightStorage;
using parallel::Communicator;
using test::MadeNetwork;

namespace {

std::vector<double> random_vector(std::size_t size) {
  core::RandomStream random(11, size, core::Purpose::test);
  std::vector<double> x(size);
  for (double& value : x) value = random.normal();
  return x;
}

/// A x of the graph, whole on every rank.
std::vector<double> applied(const Communicator& all, const graph::NeuronGraph& graph,
                            const std::vector<double>& x) {
  std::vector<double> y(graph.own_rows(), std::numeric_limits<double>::quiet_NaN());
  graph.apply(std::span(x).subspan(graph.first_row(), graph.own_rows()), y);
  return parallel::all_gather(all, std::span<const double>(y));
}

/// Largest |difference| of A x from the dense product, in units of the entry of |A| |x| that bounds rounding.
double worst_product(const std::vector<double>& adjacency, const std::vector<double>& x,
                     const std::vector<double>& y) {
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double sum = 0, size = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += adjacency[i * x.size() + j] * x[j];
      size += std::abs(adjacency[i * x.size() + j] * x[j]);
    }
    worst = std::max(worst, size > 0 ? std::abs(y[i] - sum) / size : std::abs(y[i]));
  }
  return worst;
}

/// Sums of at most 1100 terms in any order: relative to the sum of sizes, below 1100 2^-53 on either side.
constexpr double rounding = 2 * 1100 * 0x1p-53;

std::string failure_of(const Communicator& all, const MadeNetwork& made, const WeightStorage& storage) {
  try {
    (void)graph::make_weight_graph(all, made.network, made.rows(), storage);
  } catch (const core::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the product is that of the dense matrix, in every storage, on any ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const double zeros = GENERATE(0.0, 0.8);
  const auto storage =
      GENERATE(WeightStorage{DenseStorage::float32, 0, 0}, WeightStorage{DenseStorage::float32, 2, 0},
               WeightStorage{DenseStorage::float32, 0.5, 16}, WeightStorage{DenseStorage::recomputed, 0, 8});
  for (const MadeNetwork& made : test::odd_networks(zeros)) {
    const auto graph = graph::make_weight_graph(all, made.network, made.rows(), storage);
    const auto adjacency = test::dense_adjacency(made);
    const auto x = random_vector(made.network.neurons());
    const auto once = applied(all, graph, x);
    const double worst = worst_product(adjacency, x, once);
    INFO(worst);
    REQUIRE(parallel::all_of(all, graph.rows() == x.size() && worst < rounding));
    REQUIRE(parallel::all_of(all, applied(all, graph, x) == once));

    double worst_degree = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < x.size(); ++j) sum += adjacency[i * x.size() + j];
      worst_degree = std::max(worst_degree, std::abs(graph.degree()[i] - sum) / std::max(sum, 1e-300));
    }
    INFO(worst_degree);
    REQUIRE(parallel::all_of(all, worst_degree < rounding));
  }
}

TEST_CASE("degrees and group weights have the same bits on any ranks and in any storage", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  for (const MadeNetwork& made : test::odd_networks(0.5)) {
    const std::size_t n = made.network.neurons();
    std::vector<std::int32_t> label(n);
    for (std::size_t i = 0; i < n; ++i) label[i] = static_cast<std::int32_t>(i * 7 % 5) - 1;
    const auto one =
        graph::make_weight_graph(alone, made.network, made.rows(), {DenseStorage::float32, 0, 0});
    const auto weights = one.group_weights(label, 4);
    for (const auto& storage :
         {WeightStorage{DenseStorage::float32, 0, 0}, WeightStorage{DenseStorage::float32, 2, 0},
          WeightStorage{DenseStorage::recomputed, 0, 8}}) {
      const auto graph = graph::make_weight_graph(all, made.network, made.rows(), storage);
      REQUIRE(parallel::all_of(all, std::equal(graph.degree().begin(), graph.degree().end(),
                                               one.degree().begin(), one.degree().end())));
      REQUIRE(parallel::all_of(all, graph.group_weights(label, 4) == weights));
    }

    const auto adjacency = test::dense_adjacency(made);
    std::vector<double> expected(16, 0.0);
    double total = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        if (label[i] < 0 || label[j] < 0) continue;
        expected[static_cast<std::size_t>(label[i] * 4 + label[j])] += adjacency[i * n + j];
        total += adjacency[i * n + j];
      }
    double worst = 0;
    for (std::size_t k = 0; k < 16; ++k) worst = std::max(worst, std::abs(weights[k] - expected[k]));
    // sums of no more than the weights of these networks, in any order
    REQUIRE(parallel::all_of(all, worst <= 1.1e6 * 0x1p-53 * total));
  }
}

TEST_CASE("n-cuts of the published unit tests come out to twelve digits", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  // whole multiples of the published weights, which float32 holds exactly; so the guard of an empty volume
  // too
  const auto n_cut = [&](const MadeNetwork& made, double multiple, const std::vector<std::int32_t>& label) {
    const auto w = graph::make_weight_graph(all, made.network, made.rows()).group_weights(label, 2);
    return w[1] / (w[0] + w[1] + 1e-8 * multiple) + w[2] / (w[2] + w[3] + 1e-8 * multiple);
  };
  const auto small = test::chain_network({2, 2, 2}, {{1200, -130, 0, 740}, {-890, 15, 23, -570}});
  const auto large = test::chain_network(
      {4, 4, 4}, {{5400, 30, 0, 0, 0, 0, -400, 5500, -12000, 0, 4800, -70, 0, 6300, 1, 7000},
                  {-13300, -400, 6000, 100, 700, -8000, 0, -5800, 7400, 300, -15000, 0, 0, 0, 0, -12300}});
  const double first = n_cut(small, 100, {0, 1, 0, 1, 0, 1});
  const double second = n_cut(large, 1000, {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0});
  REQUIRE(parallel::all_of(all, std::abs(first - 0.098896704073) < 0.6e-12));
  REQUIRE(parallel::all_of(all, std::abs(second - 0.037213054062) < 0.6e-12));
}

TEST_CASE("connected components are found across ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  // unit u of a layer belongs to part u % parts; weights join units of the same part only
  const std::size_t parts = 5, units = 64;
  MadeNetwork made = test::random_network({units, units, units, units}, {{0, 1}, {1, 2}, {2, 3}}, 5);
  for (auto& weights : made.weights)
    for (std::size_t k = 0; k < weights.size(); ++k)
      if (k / units % parts != k % units % parts || k / units == 7 || k % units == 7) weights[k] = 0;
  std::vector<std::int32_t> expected;
  for (std::size_t i = 0; i < 4 * units; ++i)
    expected.push_back(i % units == 7 ? data::not_in_graph : static_cast<std::int32_t>(i % units % parts));
  for (const double sparse_below : {0.0, 2.0}) {
    const auto graph =
        graph::make_weight_graph(all, made.network, made.rows(), {DenseStorage::float32, sparse_below, 0});
    REQUIRE(parallel::all_of(all, graph.components() == expected));
  }
  // a path that goes through all layers and back, so that many ranks have to hear of it
  MadeNetwork path = test::random_network({units, units}, {{0, 1}}, 6, 1.0);
  for (std::size_t u = 0; u < units; ++u) {
    path.weights[0][u * units + u] = 1;
    path.weights[0][u * units + (u * 37 + 1) % units] = 1;
  }
  const auto graph = graph::make_weight_graph(all, path.network, path.rows());
  const auto components = graph.components();
  const auto adjacency = test::dense_adjacency(path);
  // by definition: neurons that an edge joins are together; parts are numbered by their first neurons
  std::vector<std::int32_t> brute(2 * units);
  for (std::size_t i = 0; i < brute.size(); ++i) brute[i] = static_cast<std::int32_t>(i);
  for (std::size_t round = 0; round < brute.size(); ++round)
    for (std::size_t i = 0; i < brute.size(); ++i)
      for (std::size_t j = 0; j < brute.size(); ++j)
        if (adjacency[i * brute.size() + j] != 0) brute[i] = std::min(brute[i], brute[j]);
  std::vector<std::int32_t> firsts = brute;
  std::sort(firsts.begin(), firsts.end());
  firsts.erase(std::unique(firsts.begin(), firsts.end()), firsts.end());
  for (auto& label : brute)
    label = static_cast<std::int32_t>(std::lower_bound(firsts.begin(), firsts.end(), label) - firsts.begin());
  REQUIRE(parallel::all_of(all, components == brute));
}

TEST_CASE("bfloat16 weights are rounded to nearest even, and degrees with them", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  // 8 bits of significand: between 1 and 2 the step is 2^-7
  const auto made = test::chain_network(
      {1, 6}, {{1 + 0x1p-8F, 1 + 3 * 0x1p-8F, -1 - 0x1p-8F - 0x1p-20F, 1.0F, 0.0F, 3e-39F}});
  const auto graph = graph::make_weight_graph(all, made.network, made.rows(), {DenseStorage::bfloat16, 0, 0});
  const float tiny = std::bit_cast<float>(0x00210000U);  // nearest to 3e-39, which is near 0x0020AB00
  const std::vector<double> expected = {1, 1 + 0x1p-6, 1 + 0x1p-7, 1, 0, tiny};
  bool right = true;
  double sum = 0;
  for (std::size_t k = 0; k < 6; ++k) {
    right = right && graph.degree()[1 + k] == expected[k];
    sum += expected[k];
  }
  REQUIRE(parallel::all_of(all, right && graph.degree()[0] == sum));
  std::vector<double> x(7, 0.0);
  x[0] = 1;
  const auto y = applied(all, graph, x);
  REQUIRE(parallel::all_of(all, std::equal(expected.begin(), expected.end(), y.begin() + 1)));

  const auto large = test::random_network({70, 90, 30}, {{0, 1}, {1, 2}}, 9);
  const auto rough =
      graph::make_weight_graph(all, large.network, large.rows(), {DenseStorage::bfloat16, 0, 0});
  const auto z = random_vector(190);
  REQUIRE(
      parallel::all_of(all, worst_product(test::dense_adjacency(large), z, applied(all, rough, z)) < 0x1p-8));
}

TEST_CASE("weights that are not finite are refused on all ranks by place", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  MadeNetwork made = test::random_network({13, 21, 6}, {{0, 1}, {1, 2}}, 7);
  const auto storage =
      GENERATE(WeightStorage{DenseStorage::float32, 0.1, 0}, WeightStorage{DenseStorage::float32, 2, 0},
               WeightStorage{DenseStorage::recomputed, 0, 8});
  made.weights[0][17 * 13 + 4] = std::numeric_limits<float>::quiet_NaN();
  REQUIRE(parallel::all_of(
      all, failure_of(all, made, storage) == "w0: row 17, column 4: found NaN, expected a finite weight"));
  made.weights[0][17 * 13 + 4] = -std::numeric_limits<float>::infinity();
  const std::string too_large =
      "w0: row 17, column 4: found a weight that is infinite or too large to be stored, expected a finite "
      "weight";
  REQUIRE(parallel::all_of(all, failure_of(all, made, storage) == too_large));
  made.weights[0][17 * 13 + 4] = std::numeric_limits<float>::max();
  REQUIRE(parallel::all_of(all, failure_of(all, made, storage) == "no error"));
  REQUIRE(parallel::all_of(all, failure_of(all, made, {DenseStorage::bfloat16, 0, 0}) == too_large));
}

TEST_CASE("a reader that fails on one rank fails on all", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const MadeNetwork made = test::random_network({40, 50}, {{0, 1}}, 8);
  const auto rows = made.rows();
  bool fails = false;
  const graph::BlockRows reader = [&](std::size_t block, std::size_t first, std::size_t count,
                                      std::span<float> out) {
    if (fails && first == 0) throw core::NumericalError("row 0 is gone");
    rows(block, first, count, out);
  };
  const auto graph = graph::make_weight_graph(all, made.network, reader, {DenseStorage::recomputed, 0, 8});
  std::vector<double> x(graph.own_rows(), 1.0), y(graph.own_rows());
  graph.apply(x, y);
  fails = true;
  std::string message;
  try {
    graph.apply(x, y);
  } catch (const core::Error& error) {
    message = error.what();
  }
  REQUIRE(parallel::all_of(all, message == "row 0 is gone"));
}

TEST_CASE("blocks that are not between two layers of their own are refused", "[serial]") {
  MadeNetwork made = test::random_network({2, 3, 2}, {{0, 1}, {1, 2}}, 9);
  const data::WeightBlock wrong =
      GENERATE(data::WeightBlock{"v", 1, 1}, data::WeightBlock{"v", 0, 3}, data::WeightBlock{"v", 0, 1});
  made.network.block.push_back(wrong);
  REQUIRE_THROWS_AS(graph::check_network(made.network), core::InternalError);
}
