#include "sample_neurons.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

namespace {

using namespace netseam;
using artifact::load_neuron_clusters;
using parallel::Communicator;

std::filesystem::path save(const Communicator& communicator, const std::filesystem::path& path,
                           const data::NeuronClusters& neurons) {
  store::Provenance provenance;
  provenance.add("study", "digits");
  artifact::save_neuron_clusters(communicator, path, neurons, provenance, test::sample_neurons_convention());
  return path;
}

}  // namespace

TEST_CASE("a neurons file gives back what was saved, from any number of ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto which = GENERATE(0, 1, 2);
  data::NeuronClusters neurons;
  if (which == 0) neurons.partition = {test::bare_partition()};
  if (which == 1) neurons.partition = {test::sample_partition()};
  if (which == 2) neurons = test::sample_neurons();
  const auto loaded = load_neuron_clusters(save(world, folder.path() / "new" / "neurons.h5", neurons));
  REQUIRE(parallel::all_of(world, test::equal(loaded.neurons, neurons)));
  const bool described = loaded.provenance.find("study") == "digits" &&
                         loaded.convention.kernel_norm == "entry1" && loaded.convention.correlation.empty() &&
                         loaded.convention.normalised_cut == artifact::NeuronsConvention{}.normalised_cut;
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("every dataset of a neurons file says what it is", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const store::Hdf5Reader file(save(world, folder.path() / "neurons.h5", test::sample_neurons()));
  bool described = file.datasets().size() > 40;
  for (const auto& dataset : file.datasets())
    for (const char* attribute : {"description", "unit", "dimensions"})
      described = described && !file.attribute_text(dataset.name, attribute).value_or("").empty();
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("neuron clusters that do not fit are an internal error on all ranks and leave no file", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  auto neurons = test::sample_neurons();
  if (world.rank() == world.size() - 1) neurons.partition[1].residual.pop_back();
  std::string message;
  try {
    save(world, folder.path() / "neurons.h5", neurons);
  } catch (const core::Error& error) {
    if (error.code() == core::ExitCode::internal) message = error.what();
  }
  const bool right = message.find("activations/eigen/residual: 3 numbers, expected 4") != std::string::npos &&
                     std::filesystem::is_empty(folder.path());
  REQUIRE(parallel::all_of(world, right));
}

TEST_CASE("a file of neurons is not taken for one of layers, nor the reverse", "[serial]") {
  const auto world = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = save(world, folder.path() / "neurons.h5", test::sample_neurons());
  REQUIRE_THROWS_WITH(artifact::load_layer_distances(path),
                      Catch::Contains("schema netseam.neurons") && Catch::Contains("netseam layers"));
  data::LayerDistances layers;
  layers.name = {"a"};
  layers.points = layers.width = {1};
  layers.scale = {1};
  layers.segmentation.criterion = layers.segmentation.cost = {0};
  const auto other = folder.path() / "layers.h5";
  artifact::save_layer_distances(world, other, layers, {}, {});
  REQUIRE_THROWS_WITH(load_neuron_clusters(other),
                      Catch::Contains("schema netseam.layers") && Catch::Contains("netseam neurons"));
}
