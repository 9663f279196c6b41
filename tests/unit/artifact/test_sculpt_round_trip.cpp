#include "damaged_number.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/result_kind.hpp"
#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>

namespace {

using namespace netseam;
using parallel::Communicator;

data::SculptedNetworks sample_networks() {
  data::SculptedNetwork network;
  network.network = {"2-3-1 seed 5", {2, 3, 1}, {{{0, 1, -0.5}, {1, 1, 2}}, {{1, 0, 1.25}}}};
  network.width = 3;
  network.depth = 1;
  network.seed = 5;
  network.weights = 9;
  network.dense_accuracy = 1;
  network.outcome = {{70, 2.5, 3, 1, true, true, true, 0.75},
                     {5, 0.5, 3, 1, true, false, true},
                     {5, 1, 4, 0.5, false, false, false}};
  network.path = {{"dense", 0, true, 1, true, 9},
                  {"units", 100, false, std::numeric_limits<double>::quiet_NaN(), false, 0}};
  network.part = {{"one module", true, true}, {"two", false, false}};
  data::SculptedNetwork bare;
  bare.network = {"2-1 seed 0", {2, 1}, {{}}};
  return {"4-1-4", "none", {network, bare}, {{"1 hidden layer", "success", 1, 2, 0.1, 0.9}}};
}

std::string text_of(const data::SculptedNetworks& networks) {
  artifact::SculptFile file;
  file.networks = networks;
  return artifact::sculpt_summary_json(file);
}

}  // namespace

TEST_CASE("a sculpt file gives back what was saved, from any number of ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "sculpt.h5";
  artifact::SculptConvention convention;
  convention.schedule = "linear";
  artifact::save_sculpted_networks(world, path, sample_networks(), {}, convention);
  const auto loaded = artifact::load_sculpted_networks(path);
  const bool same =
      text_of(loaded.networks) == text_of(sample_networks()) && loaded.convention.schedule == "linear";
  REQUIRE(parallel::all_of(world, same));
  REQUIRE(parallel::all_of(world, artifact::result_kind(path) == artifact::ResultKind::sculpt));
  bool described = true;
  const store::Hdf5Reader file(path);
  for (const auto& dataset : file.datasets())
    for (const char* attribute : {"description", "unit", "dimensions"})
      described = described && !file.attribute_text(dataset.name, attribute).value_or("").empty();
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("numbers of a sculpt file that do not fit are refused with their dataset", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "sculpt.h5";
  const auto message_with = [&](const char* dataset, std::size_t place, double value) {
    artifact::save_sculpted_networks(self, path, sample_networks(), {}, {});
    test::damage_number(path, dataset, place, value);
    try {
      static_cast<void>(artifact::load_sculpted_networks(path));
    } catch (const core::InputError& error) {
      return error.fault().place;
    }
    return std::string("no error");
  };
  REQUIRE(message_with("networks/layers", 0, 3) == "no error");
  REQUIRE(message_with("networks/layers", 0, 4).find("networks/layers") != std::string::npos);
  REQUIRE(message_with("layers/network", 0, 2).find("layers/network") != std::string::npos);
  REQUIRE(message_with("edges/layer", 0, 2).find("edges/layer") != std::string::npos);
  REQUIRE(message_with("edges/source", 0, 2).find("edges/source") != std::string::npos);
  REQUIRE(message_with("edges/target", 2, 1).find("edges/source") != std::string::npos);
  REQUIRE(message_with("outcomes/reached", 0, 2).find("outcomes/reached") != std::string::npos);
  REQUIRE(message_with("path/network", 0, -1).find("path/network") != std::string::npos);
  REQUIRE(message_with("rates/successes", 0, 3).find("rates/successes") != std::string::npos);
}

TEST_CASE("the summary has a line for each rate and network", "[serial]") {
  artifact::SculptFile file;
  file.networks = sample_networks();
  const std::string text = artifact::sculpt_summary_text(file);
  REQUIRE(text.find("Networks sculpted on 4-1-4") != std::string::npos);
  REQUIRE(text.find("1 of 2    95 %: 0.10 to 0.90") != std::string::npos);
  REQUIRE(text.find(
              "2-3-1 seed 5                      9      3   1.0000     0.7500      70     2.5     2  yes") !=
          std::string::npos);
}
