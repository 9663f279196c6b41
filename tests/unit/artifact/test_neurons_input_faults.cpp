#include "sample_neurons.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>
#include <hdf5.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace netseam;

/// A good file that is spoiled in place, as a disk or a foreign program would.
class SpoiledFile {
 public:
  explicit SpoiledFile(const data::NeuronClusters& neurons = test::sample_neurons()) {
    const auto world = parallel::Communicator::duplicate(MPI_COMM_SELF);
    artifact::save_neuron_clusters(world, path_, neurons, {}, test::sample_neurons_convention());
  }

  /// Another number at a place of a dataset, whatever its type.
  SpoiledFile& set(const std::string& name, std::size_t place, double value) {
    edit([&](hid_t file) {
      const store::Hdf5Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "dataset");
      const store::Hdf5Handle space(H5Dget_space(dataset.get()), H5Sclose, "space");
      std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())));
      H5Dread(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
      values.at(place) = value;
      H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    });
    return *this;
  }
  SpoiledFile& remove(const std::string& name) {
    edit([&](hid_t file) { H5Ldelete(file, name.c_str(), H5P_DEFAULT); });
    return *this;
  }
  SpoiledFile& remove_attribute(const std::string& object, const std::string& name) {
    edit([&](hid_t file) { H5Adelete_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT); });
    return *this;
  }
  /// In place of a dataset, one of another name.
  SpoiledFile& replace(const std::string& name, const std::string& other) {
    edit([&](hid_t file) {
      H5Ldelete(file, name.c_str(), H5P_DEFAULT);
      H5Lcreate_hard(file, other.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
    });
    return *this;
  }

  /// What reading says.
  [[nodiscard]] std::string message() const {
    try {
      static_cast<void>(artifact::load_neuron_clusters(path_));
    } catch (const core::InputError& error) {
      return error.fault().file == path_ ? error.fault().place + ": " + error.fault().found : "another file";
    }
    return "no error";
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  template <class Edit>
  void edit(Edit&& change) {
    const store::Hdf5Handle file(H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "file");
    change(file.get());
  }

  test::TempDirectory folder_;
  std::filesystem::path path_ = folder_.path() / "neurons.h5";
};

}  // namespace

TEST_CASE("numbers of a neurons file that no run writes are refused by name of their dataset", "[serial]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), huge = 1e300;
  struct Case {
    const char* name;
    std::size_t place;
    double value;
    const char* message;
  };
  const std::vector<Case> cases{
      {"partition/label", 0, 3, "partition/label: the cluster 3 at place 0"},
      {"partition/label", 1, -2, "partition/label: -2"},
      {"partition/label", 0, 1, "cluster/neurons: 3 for cluster 0"},
      {"partition/layer", 4, 0, "partition/layer: 0 for neuron 4"},
      {"partition/unit", 4, 1, "partition/unit: 1 for neuron 4"},
      {"layers/units", 0, 5, "layers/units: other sums"},
      {"layers/units", 0, -1, "layers/units: -1"},
      {"layers/units", 0, 4.6e18, "layers/units: other sums"},
      {"cluster/neurons", 2, 7, "cluster/neurons: 7 for cluster 2"},
      {"cluster/volume", 0, -1, "cluster/volume: -1 for cluster 0"},
      {"cluster/cut", 1, nan, "cluster/cut: nan at place 1"},
      {"cluster/ratio", 2, 1.5, "cluster/ratio: 1.5 for cluster 2"},
      {"ncut", 0, 3.5, "ncut: 3.5 at place 0"},
      {"eigen/value", 3, 0.1, "eigen/value: numbers out of order"},
      {"eigen/value", 3, 2.5, "eigen/value: 2.5 at place 3"},
      {"eigen/residual", 1, -1, "eigen/residual: -1 at place 1"},
      {"null/layer/ncut", 1, -0.5, "null/layer/ncut: -0.5 at place 1"},
      {"null/layer/p", 0, 0, "null/layer/p: 0"},
      {"null/strengths/p", 0, nan, "null/strengths/p: nan"},
      {"counts/clusters", 1, 2, "counts/clusters: 2 after 2"},
      {"half_agreement", 0, 1.5, "half_agreement: 1.5 at place 0"},
      {"picture/layer", 0, 3, "picture/layer: 3 at place 0"},
      {"picture/cluster", 0, 3, "picture/cluster: 3 at place 0"},
      {"picture/neurons", 0, 0, "picture/neurons: 0 at place 0"},
      {"picture/weight", 8, -1, "picture/weight: -1 at place 8"},
      {"local/layer", 0, 2, "local/layer: 2"},
      {"local/1/label", 0, 2, "local/1/label: the cluster 2 at place 0"},
      {"activations/partition/label", 0, 3, "activations/partition/label: the cluster 3 at place 0"},
      {"activations/eigen/value", 0, huge, "activations/eigen/value: 1e+300 at place 0"},
      {"comparison/p", 0, 0, "comparison/p: 0"},
      {"comparison/adjusted_rand", 0, std::numeric_limits<double>::infinity(),
       "comparison/adjusted_rand: infinity"}};
  for (const auto& spoilt : cases) {
    CAPTURE(spoilt.name, spoilt.value);
    REQUIRE(SpoiledFile().set(spoilt.name, spoilt.place, spoilt.value).message() == spoilt.message);
  }
}

TEST_CASE("a neurons file without one of its datasets, or with one of another length, is refused",
          "[serial]") {
  std::vector<std::string> names;
  for (const auto& dataset : store::Hdf5Reader(SpoiledFile().path()).datasets())
    names.push_back(dataset.name);
  REQUIRE(names.size() > 40);
  for (const auto& name : names) {
    CAPTURE(name);
    // the names of null models and the list of local partitions may be missing: there are none then
    const bool optional = name.ends_with("null/names") || name.ends_with("local/layer");
    if (!optional)
      REQUIRE(SpoiledFile().remove(name).message().starts_with(name + ": cannot open the dataset"));
    // lists of replicates and draws have any length
    const bool any_length = (name.find("null/") != std::string::npos && name.ends_with("/ncut")) ||
                            name.ends_with("half_agreement") || name.ends_with("shuffled_mutual_information");
    const auto other = name.find("eigen/") != std::string::npos ? "null/strengths/ncut" : "eigen/value";
    if (!any_length) REQUIRE(SpoiledFile().replace(name, other).message() != "no error");
  }
}

TEST_CASE("attributes of a neurons file that are missing are named", "[serial]") {
  for (const char* name : {"inside_to_across", "clusters", "connected_components", "products", "converged",
                           "eigengap", "start_agreement", "notes"})
    REQUIRE(SpoiledFile().remove_attribute("ncut", name).message() ==
            std::string("ncut: no attribute ") + name);
  REQUIRE(SpoiledFile().remove_attribute("null/layer", "keeps").message() ==
          "null/layer: no attribute keeps");
  REQUIRE(SpoiledFile().remove_attribute("local/2", "note").message() == "local/2: no attribute note");
  REQUIRE(SpoiledFile().remove_attribute("/", "schema").message() == "/: schema missing");
  REQUIRE(SpoiledFile().remove_attribute("/", "schema_version").message() == "/: schema_version missing");
}

TEST_CASE("a neurons file that is cut anywhere is refused, never believed", "[serial]") {
  const SpoiledFile file;
  const auto size = std::filesystem::file_size(file.path());
  for (std::uintmax_t length = size - 1; length > 1; length -= std::min<std::uintmax_t>(length - 1, 1997)) {
    std::filesystem::resize_file(file.path(), length);
    CAPTURE(length, size);
    REQUIRE_THROWS_AS(artifact::load_neuron_clusters(file.path()), core::InputError);
  }
}
