#include "sculpt_grid.hpp"
#include "sculpt_piece.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

using namespace netseam;
using Catch::Matchers::Contains;

namespace {

pipeline::Config small_study() {
  pipeline::Config config;
  config.sculpt.widths = {24};
  config.sculpt.depths = {2};
  config.sculpt.epochs = 15;
  config.sculpt.grid = {{1}, {70, 30}, {2.5}};
  return config;
}

/// Sums of products of |weight| over the paths from every input to every output.
std::vector<double> products_of(const data::LayeredNetwork& network) {
  const std::size_t inputs = network.units.front(), outputs = network.units.back();
  std::vector<double> products;
  for (std::size_t input = 0; input < inputs; ++input) {
    std::vector<double> reached(inputs, 0);
    reached[input] = 1;
    for (std::size_t l = 0; l < network.edge.size(); ++l) {
      std::vector<double> next(network.units[l + 1], 0);
      for (const auto& edge : network.edge[l])
        next[edge.target] += reached[edge.source] * std::abs(edge.weight);
      reached = next;
    }
    products.insert(products.end(), reached.begin(), reached.end());
  }
  REQUIRE(products.size() == inputs * outputs);
  return products;
}

using Structure = std::vector<std::set<std::pair<std::uint32_t, std::uint32_t>>>;

Structure structure_of(const data::LayeredNetwork& network) {
  Structure structure;
  for (const auto& layer : network.edge) {
    structure.emplace_back();
    for (const auto& edge : layer) structure.back().emplace(edge.source, edge.target);
  }
  return structure;
}

}  // namespace

TEST_CASE("a piece has the products of its dense and of its pruned network, in its record too", "[serial]") {
  const auto config = small_study();
  const auto task = pipeline::read_task(config, "4-2-4", "sculpt.tasks");
  const pipeline::TrainingTable table(config);
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const core::StopFlag stop;
  const auto piece =
      pipeline::do_piece({config, task, table, *backend, stop}, {24, 2, 1, {{4, 24, 24, 4}}}, 70);
  REQUIRE(piece);
  const auto& edges = piece->edges.front();
  REQUIRE((piece->dense_product.state == "dense" && edges.product.state == "pruned"));
  REQUIRE(piece->dense_product.value.size() == 16);
  const auto expected = products_of(edges.network);
  // sums of the same products in another order: some 2^-52 of sums of positive numbers
  for (std::size_t i = 0; i < 16; ++i) CHECK(edges.product.value[i] == Approx(expected[i]).epsilon(1e-13));
  REQUIRE((edges.product.carrying.size() == 2 && piece->dense_product.carrying.size() == 2));
  for (std::size_t l = 0; l < 2; ++l) {
    CHECK(edges.product.carrying[l] >= 1);
    CHECK(edges.product.carrying[l] <= piece->dense_product.carrying[l]);
    CHECK(piece->dense_product.carrying[l] <= 24);
  }
  const auto record = pipeline::pack_piece(*piece);
  const auto back = pipeline::unpack_piece(record, "record");
  CHECK(back.dense_product.value == piece->dense_product.value);
  CHECK(back.edges.front().product.value == edges.product.value);
  CHECK(back.edges.front().product.carrying == edges.product.carrying);
  CHECK(back.edges.front().product.state == "pruned");
  const auto outcomes = pipeline::unpack_outcomes(record, "record");
  REQUIRE(outcomes.size() == 1);
  CHECK((outcomes[0].unit_step == 70 && outcomes[0].edge_step == 2.5 && outcomes[0].reached));
  CHECK(outcomes[0].weights_left == edges.outcome.weights_left);
  CHECK(structure_of(pipeline::unpack_edges(record, "record", 0).network) == structure_of(edges.network));
}

TEST_CASE("bytes that are no finished piece are refused in the name of their file", "[serial]") {
  const auto config = small_study();
  pipeline::SculptPiece piece;
  piece.edges.resize(1);
  auto record = pipeline::pack_piece(piece);
  REQUIRE_THROWS_WITH(pipeline::unpack_edges(record, "part-7.shard", 1), Contains("part-7.shard"));
  record.resize(record.size() / 2);
  REQUIRE_THROWS_AS(pipeline::unpack_outcomes(record, "part-7.shard"), core::InputError);
  REQUIRE_THROWS_AS(pipeline::unpack_piece(record, "part-7.shard"), core::InputError);
}

TEST_CASE("the tied networks are all other ones with as few edges, each once", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const core::StopFlag stop;
  parallel::Log log(world, {}, nullptr);
  auto config = small_study();
  config.sculpt.depths = {1};
  config.sculpt.grid = {{1}, {70, 50, 35, 20}, {2.5, 1}};
  const auto task = pipeline::read_task(config, "4-2-4", "sculpt.tasks");
  const auto networks = pipeline::sculpt_networks(
      {world, config, stop, *backend, log, folder.path() / "shards", std::string("key\n")}, task);

  const pipeline::TrainingTable table(config);
  std::vector<pipeline::SculptPiece::Edges> all;
  for (const double unit_step : config.sculpt.grid.unit_steps) {
    const auto piece =
        pipeline::do_piece({config, task, table, *backend, stop}, {24, 1, 1, {{4, 24, 4}}}, unit_step);
    all.insert(all.end(), piece->edges.begin(), piece->edges.end());
  }
  std::size_t fewest = all.front().outcome.weights_left;
  for (const auto& edges : all)
    if (edges.outcome.reached) fewest = std::min(fewest, edges.outcome.weights_left);
  std::set<Structure> expected, found;
  for (const auto& edges : all)
    if (edges.outcome.reached && edges.outcome.weights_left == fewest)
      expected.insert(structure_of(edges.network));
  const auto& grid = networks->front();
  found.insert(structure_of(grid.chosen.network));
  for (const auto& network : grid.tied) found.insert(structure_of(network));
  const bool good = expected.size() > 1 && found == expected && grid.tied.size() + 1 == expected.size();
  REQUIRE(parallel::all_of(world, good));
}

TEST_CASE("products of very many inputs and outputs are not kept", "[serial]") {
  auto config = small_study();
  config.sculpt.epochs = 1;
  config.sculpt.accuracy = 0;
  config.tasks.rows = config.tasks.test_rows = 4;
  config.tasks.pixels = 410;
  config.tasks.classes = 10;
  const auto task = pipeline::read_task(config, "random", "sculpt.tasks");
  const pipeline::TrainingTable table(config);
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const core::StopFlag stop;
  const auto piece = pipeline::do_piece({config, task, table, *backend, stop}, {2, 1, 1, {{410, 2, 10}}}, 70);
  REQUIRE(piece);
  CHECK(piece->dense_product.value.empty());
  CHECK(piece->dense_product.carrying.size() == 1);
}

TEST_CASE("a stopped piece is nothing", "[serial]") {
  const auto config = small_study();
  const auto task = pipeline::read_task(config, "4-2-4", "sculpt.tasks");
  const pipeline::TrainingTable table(config);
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  core::StopFlag stop;
  stop.request();
  CHECK_FALSE(pipeline::do_piece({config, task, table, *backend, stop}, {24, 2, 1, {{4, 24, 24, 4}}}, 70));
}

TEST_CASE("the products of separable inputs are tested, before and after pruning", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  const core::StopFlag stop;
  parallel::Log log(world, {}, nullptr);
  const auto config = small_study();
  for (const std::string name : {"4-2-4", "4-1-4"}) {
    const auto task = pipeline::read_task(config, name, "sculpt.tasks");
    const auto networks = pipeline::sculpt_networks(
        {world, config, stop, *backend, log, folder.path() / (name + ".shards"), std::string("key\n")}, task);
    bool good = networks && networks->size() == 1 && networks->front().chosen.product.size() == 2;
    const auto& network = networks->front().chosen;
    good = good && network.product[0].state == "dense" && network.product[1].state == "pruned";
    if (name == "4-1-4") {
      good = good && network.test.empty();
    } else {
      good = good && network.test.size() == 4;
      const std::vector<std::string> groups{"inputs 0, 1; outputs 0, 1", "inputs 2, 3; outputs 2, 3"};
      for (std::size_t t = 0; good && t < 4; ++t)
        good =
            network.test[t].state == (t < 2 ? "dense" : "pruned") && network.test[t].group == groups[t % 2];
      // no paths to foreign outputs: four zeros against four positive products
      for (std::size_t t = 2; good && t < 4; ++t)
        good = network.test[t].statistic < 0 && network.test[t].p < 0.05;
    }
    REQUIRE(parallel::all_of(world, good));
  }
}
