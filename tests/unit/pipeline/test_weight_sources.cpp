#include "temp_directory.hpp"
#include "weight_files.hpp"

#include "netseam/graph/weight_graph.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/communicator.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <vector>

using namespace netseam;
using Catch::Contains;
using test::block_of;
using test::random_tensor;

TEST_CASE("the shards of a checkpoint are read through their index", "[serial]") {
  const test::TempDirectory folder;
  const auto a = random_tensor("a", {4, 3}), b = random_tensor("b", {2, 4});
  test::write_safetensors(folder.path() / "model-1.safetensors", {b});
  test::write_safetensors(folder.path() / "model-2.safetensors", {a});
  std::ofstream(folder.path() / "weights.index.json")
      << R"({"weight_map": {"a": "model-2.safetensors", "b": "model-1.safetensors"}})";
  const auto input = pipeline::open_weights(test::neurons_study(folder.path(), "chain = a, b"),
                                            test::neurons_unit(folder.path()));
  CHECK(block_of(input, 0, 3) == a.values);
  CHECK(block_of(input, 1, 3) == b.values);
}

TEST_CASE("the weight graph of a trained network has the sums of its weights as degrees", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::filesystem::path step = std::filesystem::path(NETSEAM_TEST_DATA) / "digits/step03000";
  const auto input = pipeline::open_weights(
      test::neurons_study(step, "chain = layers.{0..8}.weight, head.weight"), test::neurons_unit(step));
  std::vector<double> degree(input.network.neurons());
  for (std::size_t b = 0; b < input.network.block.size(); ++b) {
    const auto [name, source, target] = input.network.block[b];
    const std::size_t columns = input.network.layer[source].units;
    const auto values = block_of(input, b, 17);
    for (std::size_t k = 0; k < values.size(); ++k) {
      degree[input.network.first_neuron(target) + k / columns] += std::abs(values[k]);
      degree[input.network.first_neuron(source) + k % columns] += std::abs(values[k]);
    }
  }
  const auto graph = graph::make_weight_graph(world, input.network, input.rows);
  // some 100 positive terms in double, in two orders
  bool same = input.network.layer.size() == 11;
  for (std::size_t n = 0; n < degree.size(); ++n)
    same = same && std::abs(graph.degree()[n] - degree[n]) <= 1e-13 * degree[n];
  CHECK(parallel::all_of(world, same));
}

TEST_CASE("several files are one network, of which each name is used from one file", "[serial]") {
  const test::TempDirectory folder;
  const auto a = random_tensor("a", {4, 3}), b = random_tensor("b", {2, 4});
  test::write_safetensors(folder.path() / "weights.1.safetensors", {a});
  test::write_safetensors(folder.path() / "weights.2.safetensors", {b});
  const auto config = test::neurons_study(folder.path(), "chain = a, b");
  const auto unit = test::neurons_unit(folder.path());
  CHECK(pipeline::weight_files(config, unit).size() == 2);
  const auto input = pipeline::open_weights(config, unit);
  CHECK(block_of(input, 0, 2) == a.values);
  CHECK(block_of(input, 1, 2) == b.values);
  test::write_safetensors(folder.path() / "weights.3.safetensors", {a});
  CHECK_THAT(test::message_of([&] { static_cast<void>(pipeline::open_weights(config, unit)); }),
             Contains("weights.3.safetensors: tensor \"a\": found the same name in") &&
                 Contains("weights.1.safetensors"));
}
