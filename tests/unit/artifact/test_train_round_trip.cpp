#include "damaged_number.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/result_kind.hpp"
#include "netseam/artifact/train_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

namespace {

using namespace netseam;
using parallel::Communicator;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

data::TrainedNetworks sample_networks() {
  data::TrainedNetworks all{"halves", "cross-entropy", 600, 100, {}};
  all.network.push_back({"4-3-2 seed 7",
                         {4, 3, 2},
                         7,
                         {{0, not_a_number, 0.75, 0.5, "4-3-2 seed 7/epoch 0"},
                          {1, 0.5, 1.0 / 3, 0.75, ""},
                          {10, 1e-300, 0.25, 1, "4-3-2 seed 7/epoch 10", 0.5}}});
  all.network.push_back({"a, \"b\"", {4, 2}, 8, {{0, not_a_number, not_a_number, 0, ""}}});
  all.network.push_back({"untrained", {1, 1}, 0, {}});
  return all;
}

bool equal(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same(const data::TrainedNetwork& a, const data::TrainedNetwork& b) {
  bool good = a.name == b.name && a.units == b.units && a.seed == b.seed && a.epoch.size() == b.epoch.size();
  for (std::size_t k = 0; good && k < a.epoch.size(); ++k)
    good = a.epoch[k].epoch == b.epoch[k].epoch &&
           equal(a.epoch[k].training_loss, b.epoch[k].training_loss) &&
           equal(a.epoch[k].test_loss, b.epoch[k].test_loss) &&
           a.epoch[k].test_accuracy == b.epoch[k].test_accuracy &&
           equal(a.epoch[k].test_rows_right, b.epoch[k].test_rows_right) &&
           a.epoch[k].checkpoint == b.epoch[k].checkpoint;
  return good;
}

std::string fault_of(const std::filesystem::path& path) {
  try {
    static_cast<void>(artifact::load_trained_networks(path));
  } catch (const core::InputError& error) {
    return error.fault().place + ": " + error.fault().found;
  }
  return "none";
}

}  // namespace

TEST_CASE("a train file gives back what was saved, from any number of ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "train.h5";
  const auto saved = sample_networks();
  store::Provenance provenance;
  provenance.add("study", "tasks");
  artifact::save_trained_networks(world, path, saved, provenance, {"Adam", "uniform", "1, 10", "of samples"});
  const auto loaded = artifact::load_trained_networks(path);
  const auto& networks = loaded.networks;
  bool good = networks.task == "halves" && networks.loss == "cross-entropy" &&
              networks.training_rows == 600 && networks.test_rows == 100 && networks.network.size() == 3;
  for (std::size_t n = 0; good && n < 3; ++n) good = same(networks.network[n], saved.network[n]);
  good = good && loaded.convention.training == "Adam" && loaded.convention.start == "uniform" &&
         loaded.convention.checkpoints == "1, 10" && loaded.convention.accuracy == "of samples" &&
         loaded.provenance.find("study") == "tasks";
  REQUIRE(parallel::all_of(world, good));
  REQUIRE(parallel::all_of(world, artifact::result_kind(path) == artifact::ResultKind::train));
  bool described = true;
  const store::Hdf5Reader file(path);
  for (const auto& dataset : file.datasets())
    for (const char* attribute : {"description", "unit", "dimensions"})
      described = described && !file.attribute_text(dataset.name, attribute).value_or("").empty();
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("a train file of no networks is a file", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "train.h5";
  artifact::save_trained_networks(world, path, {"none", "squared error", 0, 0, {}}, {}, {});
  REQUIRE(parallel::all_of(world, artifact::load_trained_networks(path).networks.network.empty()));
}

TEST_CASE("numbers of a train file that do not fit are refused with their dataset", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "train.h5";
  const auto damaged = [&](const char* dataset, std::size_t place, double value) {
    artifact::save_trained_networks(self, path, sample_networks(), {}, {});
    test::damage_number(path, dataset, place, value);
    return fault_of(path);
  };
  const auto refuses = [&](const char* dataset, std::size_t place, double value) {
    return damaged(dataset, place, value).find(dataset) != std::string::npos;
  };
  REQUIRE(damaged("epochs/test_loss", 0, 2) == "none");
  REQUIRE(refuses("networks/layers", 0, 4));
  REQUIRE(refuses("networks/seed", 0, -1));
  REQUIRE(refuses("layers/network", 6, 3));
  REQUIRE(refuses("layers/units", 0, -1));
  REQUIRE(refuses("epochs/network", 3, 3));
  // then network 0 has epoch 0 after epoch 10
  REQUIRE(damaged("epochs/network", 3, 0).find("epochs/epoch: 0 in row 3") != std::string::npos);
  REQUIRE(refuses("epochs/epoch", 1, 0));
  REQUIRE(damaged("epochs/epoch", 1, 11).find("epochs/epoch: 10 in row 2") != std::string::npos);
  REQUIRE(refuses("epochs/training_loss", 1, -0.5));
  REQUIRE(refuses("epochs/test_loss", 1, -0.5));
  REQUIRE(refuses("epochs/test_accuracy", 1, 1.25));
  REQUIRE(refuses("epochs/test_accuracy", 1, -0.25));
  REQUIRE(refuses("epochs/test_accuracy", 1, not_a_number));
}

TEST_CASE("checkpoints of a train file stay beside it", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "train.h5";
  const auto with = [&](const std::string& checkpoint) {
    auto networks = sample_networks();
    networks.network[0].epoch[1].checkpoint = checkpoint;
    artifact::save_trained_networks(self, path, networks, {}, {});
    return fault_of(path);
  };
  for (const char* good : {"epoch1", "a/b/c", "..a", "a..b", "4-3 seed 1/epoch 10", "\xc3\xbc"})
    REQUIRE(with(good) == "none");
  for (const char* bad : {"/epoch", "..", "../x", "a/../b", "a/..", ".", "a/./b", "a//b", "a/", "a\nb",
                          "a\x1b[2J", "a\\b", "\xff", "4-3-2 seed 7/epoch 0"})
    REQUIRE(with(bad).find("epochs/checkpoint") != std::string::npos);
  REQUIRE(with("x\ny").find("'x\\x0ay' in row 1") != std::string::npos);
}

TEST_CASE("a train file of an unknown loss is refused", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "train.h5";
  auto networks = sample_networks();
  networks.loss = "hinge";
  artifact::save_trained_networks(self, path, networks, {}, {});
  REQUIRE(fault_of(path).find("the loss hinge") != std::string::npos);
}

TEST_CASE("trained networks are in the summary, in JSON and in a table", "[serial]") {
  artifact::TrainFile file;
  file.networks = sample_networks();
  file.convention.start = "uniform\x1b[0m";
  const std::string text = artifact::train_summary_text(file);
  REQUIRE(text.find("Networks trained on halves, study unknown") != std::string::npos);
  REQUIRE(text.find("600 for training, 100 for tests") != std::string::npos);
  REQUIRE(text.find("uniform\\x1b[0m") != std::string::npos);
  REQUIRE(text.find("4-3-2 seed 7                            10         1e-300        0.25    1.0000      "
                    "0.5000      2") != std::string::npos);
  REQUIRE(text.find("untrained") == std::string::npos);

  const auto json = nlohmann::json::parse(artifact::train_summary_json(file));
  REQUIRE(json["test_rows"] == 100);
  const auto& epochs = json["networks"][0]["epochs"];
  REQUIRE(epochs.size() == 3);
  REQUIRE(epochs[0]["training_loss"].is_null());
  REQUIRE(epochs[2]["training_loss"] == 1e-300);
  REQUIRE(epochs[2]["checkpoint"] == "4-3-2 seed 7/epoch 10");

  const test::TempDirectory folder;
  artifact::write_train_csv(folder.path(), file.networks);
  std::ifstream stream(folder.path() / "training.csv", std::ios::binary);
  const std::string lines{std::istreambuf_iterator<char>(stream), {}};
  REQUIRE(lines ==
          "network,seed,epoch,training_loss,test_loss,test_accuracy,test_rows_right,checkpoint\r\n"
          "4-3-2 seed 7,7,0,,0.75,0.5,,4-3-2 seed 7/epoch 0\r\n"
          "4-3-2 seed 7,7,1,0.5,0.33333333333333331,0.75,,\r\n"
          "4-3-2 seed 7,7,10,1e-300,0.25,1,0.5,4-3-2 seed 7/epoch 10\r\n"
          "\"a, \"\"b\"\"\",8,0,,,0,,\r\n");
}
