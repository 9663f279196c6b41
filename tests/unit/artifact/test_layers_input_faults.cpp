#include "sample_layers.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/store/collective_file.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace netseam;

// one dataset of numbers, taken out of a good file
struct Numbers {
  std::vector<std::size_t> shape;
  std::vector<double> values;
  bool floating = false;
};
using Content = std::map<std::string, Numbers>;

// a file of layers that can be changed before it is written again
struct Draft {
  std::string schema = "netseam.layers";
  std::int64_t version = 1;
  std::map<std::string, std::vector<std::string>> texts;
  std::map<std::string, std::map<std::string, std::string>> attributes;
  Content content;
};

class BrokenFiles {
 public:
  BrokenFiles() : world_(parallel::Communicator::duplicate(MPI_COMM_SELF)) {
    const auto path = folder_.path() / "good.h5";
    auto layers = test::sample_layers(4, true);
    test::add_sample_measures(layers);
    artifact::save_layer_distances(world_, path, layers, {}, test::sample_convention());
    const store::Hdf5Reader file(path);
    for (const auto& dataset : file.datasets()) {
      if (dataset.numeric)
        good_.content[dataset.name] = {dataset.shape, file.read_doubles(dataset.name), dataset.floating};
      else
        good_.texts[dataset.name] = file.read_strings(dataset.name);
      if (dataset.name.starts_with("profiles/")) keep_attributes(file, dataset.name);
    }
    for (const auto& measure : layers.measure) keep_attributes(file, "measures/" + measure.name);
    for (const auto& groups : layers.clustering) keep_attributes(file, "groups/clustering/" + groups.method);
  }

  // what reading says of the good file after `change`
  std::string message(const std::function<void(Draft&)>& change) {
    Draft draft = good_;
    change(draft);
    const auto path = folder_.path() / "broken.h5";
    write(path, draft);
    try {
      static_cast<void>(artifact::load_layer_distances(path));
    } catch (const core::InputError& error) {
      return error.fault().file == path ? error.fault().place + ": " + error.fault().found : "another file";
    }
    return "no error";
  }

 private:
  void write(const std::filesystem::path& path, const Draft& draft) {
    auto file = store::CollectiveFile::create(world_, path);
    file.write_attributes("", {{"schema", draft.schema}, {"schema_version", draft.version}});
    for (const auto& [name, texts] : draft.texts) file.write_strings(name, texts, {});
    for (const auto& [name, numbers] : draft.content) {
      if (numbers.floating) {
        file.write_whole<double>(name, numbers.shape, numbers.values, {});
      } else {
        const std::vector<std::int64_t> integers(numbers.values.begin(), numbers.values.end());
        file.write_whole<std::int64_t>(name, numbers.shape, integers, {});
      }
    }
    for (const auto& [object, values] : draft.attributes)
      for (const auto& [name, text] : values) file.write_attributes(object, {{name, text}});
    for (const std::string measure : {"cka", "procrustes"})
      file.write_attributes("measures/" + measure + "/segmentation", {{"resamples", std::int64_t{3}}});
    file.write_attributes("groups/segmentation", {{"resamples", std::int64_t{3}}});
    file.close();
  }

  void keep_attributes(const store::Hdf5Reader& file, const std::string& object) {
    for (const auto& [name, text] : file.text_attributes(object)) good_.attributes[object][name] = text;
  }

  test::TempDirectory folder_;
  parallel::Communicator world_;
  Draft good_;
};

std::function<void(Draft&)> set(const std::string& name, std::size_t place, double value) {
  return [=](Draft& draft) { draft.content.at(name).values.at(place) = value; };
}

}  // namespace

TEST_CASE("the draft that the faults begin with is sound", "[serial]") {
  BrokenFiles files;
  REQUIRE(files.message([](Draft&) {}) == "no error");
}

TEST_CASE("a file of another schema or version is refused", "[serial]") {
  BrokenFiles files;
  REQUIRE(files.message([](Draft& d) { d.schema = "netseam.neurons"; }) == "/: schema netseam.neurons");
  REQUIRE(files.message([](Draft& d) { d.version = 2; }) == "/: schema_version 2");
}

TEST_CASE("numbers that no run writes are refused by name of their dataset", "[serial]") {
  BrokenFiles files;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(files.message(set("measures/gw/loss", 1, nan)) == "measures/gw/loss: nan at place 1");
  REQUIRE(files.message(set("measures/gw/loss", 1, 0.25)) ==
          "measures/gw/loss: 0.25 and 0.1 for layers 0 and 1");
  REQUIRE(files.message(set("measures/gw/lower_bound", 5, 1)) ==
          "measures/gw/lower_bound: 1 for layer 1 and itself");
  REQUIRE(files.message(set("measures/gw/start", 1, 9)) == "measures/gw/start: the code 9");
  REQUIRE(files.message(set("measures/gw/status", 1, -1)) == "measures/gw/status: the code -1");
  REQUIRE(files.message(set("measures/gw/iterations", 1, 1e15)) ==
          "measures/gw/iterations: the code 1000000000000000");
  REQUIRE(files.message(set("layers/points", 0, -6)) == "layers/points: a negative number");
  REQUIRE(files.message([](Draft& d) {
    for (const std::size_t place : {1U, 4U}) d.content.at("measures/gw/loss").values[place] = -1;
  }) == "measures/gw/loss: -1 and -1 for layers 0 and 1");
}

TEST_CASE("borders out of order and labels of other groups are refused", "[serial]") {
  BrokenFiles files;
  const std::string border = "groups/segmentation/border";
  REQUIRE(files.message(set(border, 1, 1)) == border + ": the border 1 after 1");
  REQUIRE(files.message(set(border, 0, 0)) == border + ": the border 0 after 0");
  REQUIRE(files.message(set(border, 1, 4)) == border + ": the border 4 after 1");
  REQUIRE(files.message(set("groups/segmentation/label", 0, 1)) ==
          "groups/segmentation/label: other groups than the borders make");
}

TEST_CASE("further measures, profiles and clusterings are checked", "[serial]") {
  BrokenFiles files;
  REQUIRE(files.message(set("measures/cka/value", 1, 7)) ==
          "measures/cka/value: 7 and 0.3333333333333333 for layers 0 and 1");
  REQUIRE(files.message([](Draft& d) { d.attributes["measures/cka"]["kind"] = "colour"; }) ==
          "measures/cka: the kind colour");
  REQUIRE(files.message([](Draft& d) { d.attributes["measures/cka"].erase("title"); }) ==
          "measures/cka: no attribute title");
  REQUIRE(files.message([](Draft& d) { d.texts["measures/names"].push_back("cka"); }) ==
          "measures/names: a name twice");
  REQUIRE(files.message([](Draft& d) { d.texts["measures/names"][0] = "rsa"; })
              .starts_with("measures/rsa/value"));
  REQUIRE(files.message(set("measures/cka/segmentation/border", 1, 4)) ==
          "measures/cka/segmentation/border: the border 4 after 1");
  REQUIRE(files.message([](Draft& d) {
    d.content.at("profiles/sparsity").shape = {2, 2};
  }) == "profiles/sparsity: shape (2, 2)");
  REQUIRE(files.message(set("groups/clustering/k-medoids/label", 0, 4)) ==
          "groups/clustering/k-medoids/label: the group 4");
  REQUIRE(files.message(set("groups/clustering/average/merge", 1, 9)) ==
          "groups/clustering/average/merge: merge 0 of 0 and 9");
  REQUIRE(files.message(set("groups/clustering/average/merge", 4, 1)) ==
          "groups/clustering/average/merge: cluster 1 in two merges");
}

TEST_CASE("permutations and couplings are checked", "[serial]") {
  BrokenFiles files;
  const std::string permutation = "measures/gw/permutation";
  // pairs 0 to 2 have couplings; pair 3 is a rotation by 3 of 6 points
  REQUIRE(files.message(set(permutation, 18, 4)) == permutation + ": a row 3 that is no permutation");
  REQUIRE(files.message(set(permutation, 23, -1)) == permutation + ": a row 3 that is no permutation");
  REQUIRE(files.message(set(permutation, 18, 1e15)) == permutation + ": a row 3 that is no permutation");
  REQUIRE(files.message([](Draft& d) {
    auto& values = d.content.at("measures/gw/permutation").values;
    std::copy_n(values.begin() + 18, 6, values.begin());
  }) == permutation + ": a row 0 that is no permutation");
  const std::string coupling = "measures/gw/coupling";
  REQUIRE(files.message(set(coupling + "/offset", 1, 1e15)) == coupling + "/offset: numbers out of order");
  REQUIRE(files.message(set(coupling + "/offset", 0, -1)) == coupling + "/offset: numbers out of order");
  REQUIRE(files.message(set(coupling + "/row", 2, 7)) == coupling + ": entry 2 at (7, 2)");
  REQUIRE(files.message(set(coupling + "/column", 2, -1)) == coupling + ": entry 2 at (2, -1)");
  REQUIRE(files.message(set(coupling + "/mass", 0, 0.5)).starts_with(coupling + "/mass: a total of 1.35"));
  REQUIRE(files.message(set(coupling + "/mass", 0, -0.5)) == coupling + "/mass: the mass -0.5 at 0");
}

TEST_CASE("shapes that do not fit and missing datasets are refused", "[serial]") {
  BrokenFiles files;
  for (const char* name :
       {"measures/gw/loss", "measures/gw/gap", "layers/scale", "groups/segmentation/confidence",
        "groups/segmentation/label", "measures/gw/coupling/row"}) {
    CAPTURE(name);
    const auto shorter = files.message([&](Draft& d) {
      auto& numbers = d.content.at(name);
      numbers.shape = {1};
      numbers.values.resize(1);
    });
    REQUIRE(shorter.starts_with(std::string(name) + ": shape (1)"));
    const auto missing = files.message([&](Draft& d) { d.content.erase(name); });
    REQUIRE(missing.starts_with(std::string(name) + ": cannot open the dataset"));
  }
  REQUIRE(files.message([](Draft& d) { d.texts["layers/name"].clear(); }) == "layers/name: no layers");
  REQUIRE(files.message([](Draft& d) { d.texts["layers/name"].pop_back(); }) == "layers/points: shape (4)");
}

TEST_CASE("a layers file that is cut anywhere is refused, never believed", "[serial]") {
  const test::TempDirectory folder;
  const auto world = parallel::Communicator::duplicate(MPI_COMM_SELF);
  const auto path = folder.path() / "layers.h5";
  artifact::save_layer_distances(world, path, test::sample_layers(4), {}, {});
  const auto size = std::filesystem::file_size(path);
  for (std::uintmax_t length = size - 1; length > 1; length -= std::min<std::uintmax_t>(length - 1, 997)) {
    std::filesystem::resize_file(path, length);
    CAPTURE(length, size);
    REQUIRE_THROWS_AS(artifact::load_layer_distances(path), core::InputError);
  }
}
