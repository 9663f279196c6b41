#include "sample_layers.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

namespace {

using namespace netseam;
using artifact::load_layer_distances;
using artifact::save_layer_distances;
using parallel::Communicator;

std::filesystem::path save(const Communicator& communicator, const std::filesystem::path& path,
                           const data::LayerDistances& whole) {
  save_layer_distances(communicator, path, test::part_of_rank(whole, communicator), test::sample_provenance(),
                       test::sample_convention());
  return path;
}

// names, shapes and values of all datasets
bool same_datasets(const store::Hdf5Reader& a, const store::Hdf5Reader& b) {
  const auto in_a = a.datasets(), in_b = b.datasets();
  bool same = in_a.size() == in_b.size() && in_a.size() >= 19;
  for (std::size_t i = 0; same && i < in_a.size(); ++i) {
    const std::string& name = in_a[i].name;
    same =
        name == in_b[i].name && in_a[i].shape == in_b[i].shape && in_a[i].value_bytes == in_b[i].value_bytes;
    if (!same) break;
    if (!in_a[i].numeric)
      same = a.read_strings(name) == b.read_strings(name);
    else if (in_a[i].floating)
      same = a.read_doubles(name) == b.read_doubles(name);
    else
      same = a.read_integers(name) == b.read_integers(name);
  }
  return same;
}

}  // namespace

TEST_CASE("a layers file gives back what was saved, from any number of ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const auto alone = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder(world);
  const auto layers = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{9});
  const auto mixed = GENERATE(false, true);
  const auto whole = test::sample_layers(layers, mixed);
  const auto path = save(world, folder.path() / "new" / "layers.h5", whole);
  const auto loaded = load_layer_distances(path);
  REQUIRE(parallel::all_of(world, test::equal(loaded.layers, whole)));
  bool described = loaded.provenance.find("config") == std::string(100'000, 'c') &&
                   loaded.provenance.entries.size() == 3 && loaded.convention.start == "identity, product" &&
                   loaded.convention.loss == artifact::LayersConvention{}.loss;
  REQUIRE(parallel::all_of(world, described));
  // the same datasets as from one rank
  if (world.is_root())
    described = same_datasets(store::Hdf5Reader(path),
                              store::Hdf5Reader(save(alone, folder.path() / "one.h5", whole)));
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("the summary part has no permutations, couplings and resampled losses", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = save(world, folder.path() / "layers.h5", test::sample_layers(4, true));
  auto expected = test::sample_layers(4, true);
  for (auto& pair : expected.pair) {
    pair.permutation.clear();
    pair.coupling.clear();
    pair.resampled.clear();
  }
  const auto loaded = load_layer_distances(path, artifact::LayersPart::summary);
  REQUIRE(parallel::all_of(world, test::equal(loaded.layers, expected)));
}

TEST_CASE("further measures, profiles and clusterings come back, with Gromov-Wasserstein and without",
          "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto with_gw = GENERATE(true, false);
  auto whole = test::sample_layers(5);
  test::add_sample_measures(whole);
  if (!with_gw) {
    whole.has_gw = false;
    whole.grouped = "cka";
    whole.pair.clear();
    whole.scale.clear();
    whole.gw_note.clear();
  }
  const auto loaded = load_layer_distances(save(world, folder.path() / "layers.h5", whole));
  REQUIRE(parallel::all_of(world, test::equal(loaded.layers, whole)));
  REQUIRE(parallel::all_of(world, loaded.convention.ground_distance == "euclidean"));
}

TEST_CASE("names of any UTF-8 text and files without resamples come back", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  auto whole = test::sample_layers(3);
  whole.name = {"a,b \"c\"", "\x1b[31mred", "größe"};
  for (auto& pair : whole.pair) pair.resampled.clear();
  whole.segmentation.border.clear();
  whole.segmentation.confidence.clear();
  const auto loaded = load_layer_distances(save(world, folder.path() / "layers.h5", whole));
  REQUIRE(parallel::all_of(world, test::equal(loaded.layers, whole)));
}

TEST_CASE("every dataset of a layers file says what it is", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const store::Hdf5Reader file(save(world, folder.path() / "layers.h5", test::sample_layers(4, true)));
  bool described = true;
  for (const auto& dataset : file.datasets())
    for (const char* attribute : {"description", "unit", "dimensions"})
      described = described && !file.attribute_text(dataset.name, attribute).value_or("").empty();
  REQUIRE(parallel::all_of(world, described));
  const bool named =
      file.attribute_text("measures/gw/start", "codes") ==
          "0 = identity, 1 = product, 2 = previous, 3 = perturbed" &&
      file.attribute_text("measures/gw/status", "codes") == "0 = converged, 1 = iteration_limit" &&
      file.attribute_text("", "netseam_version").has_value();
  REQUIRE(parallel::all_of(world, named));
}
