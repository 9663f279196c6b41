#include "damaged_number.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

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

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// One with all, one with products that were not kept, one without hidden layers, one without any.
data::SculptedNetworks sample_networks() {
  data::SculptedNetworks all;
  all.task = "4-2-4";
  for (int k = 0; k < 4; ++k) {
    data::SculptedNetwork network;
    network.network = {"net, " + std::to_string(k), {2, 3, 4, 3}, {{}, {}, {}}};
    if (k == 2) network.network = {"flat", {2, 1}, {{}}};
    all.network.push_back(network);
  }
  all.network[0].product = {{"dense", {1, 0.5, 0, 1e-300, 7, 2}, {3, 4}},
                            {"pruned", {0, 0, 0, 0, 1.0 / 3, 0}, {1, 0}}};
  all.network[0].test = {{"dense", "inputs 0, 1; outputs 0, 1", -2.5, 3.25, 0.04},
                         {"pruned", "inputs 0, 1; outputs 0, 1", -infinity, not_a_number, 0}};
  all.network[1].product = {{"dense", {}, {2, 4}}};
  all.network[2].product = {{"pruned", {0.25, 4}, {}}};
  return all;
}

bool equal(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same(const data::SculptedNetwork& a, const data::SculptedNetwork& b) {
  bool good = a.product.size() == b.product.size() && a.test.size() == b.test.size();
  for (std::size_t k = 0; good && k < a.product.size(); ++k)
    good = a.product[k].state == b.product[k].state && a.product[k].value == b.product[k].value &&
           a.product[k].carrying == b.product[k].carrying;
  for (std::size_t k = 0; good && k < a.test.size(); ++k)
    good = a.test[k].state == b.test[k].state && a.test[k].group == b.test[k].group &&
           equal(a.test[k].statistic, b.test[k].statistic) && equal(a.test[k].degrees, b.test[k].degrees) &&
           equal(a.test[k].p, b.test[k].p);
  return good;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string fault_of(const std::filesystem::path& path) {
  try {
    static_cast<void>(artifact::load_sculpted_networks(path));
  } catch (const core::InputError& error) {
    return error.fault().place;
  }
  return "none";
}

}  // namespace

TEST_CASE("products of weights and their tests come back exactly, from any number of ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "sculpt.h5";
  const auto saved = sample_networks();
  artifact::save_sculpted_networks(world, path, saved, {}, {});
  const auto loaded = artifact::load_sculpted_networks(path).networks;
  bool good = loaded.network.size() == saved.network.size();
  for (std::size_t n = 0; good && n < saved.network.size(); ++n)
    good = same(loaded.network[n], saved.network[n]);
  REQUIRE(parallel::all_of(world, good));
}

TEST_CASE("products that do not fit their network are refused with their dataset", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "sculpt.h5";
  const auto damaged = [&](const char* dataset, std::size_t place, double value) {
    artifact::save_sculpted_networks(self, path, sample_networks(), {}, {});
    test::damage_number(path, dataset, place, value);
    return fault_of(path);
  };
  REQUIRE(damaged("products/value", 0, 3) == "none");
  REQUIRE(damaged("products/value", 0, -1).find("products/value") != std::string::npos);
  REQUIRE(damaged("products/input", 3, 0).find("products/input") != std::string::npos);
  REQUIRE(damaged("products/output", 1, 2).find("products/input") != std::string::npos);
  REQUIRE(damaged("products/network", 13, 4).find("products/network") != std::string::npos);
  // the last row of the first network goes to the one that kept none
  REQUIRE(damaged("products/network", 11, 1).find("products/input") != std::string::npos);
  REQUIRE(damaged("carrying/layer", 1, 3).find("carrying/layer") != std::string::npos);
  REQUIRE(damaged("carrying/layer", 0, 0).find("carrying/layer") != std::string::npos);
  REQUIRE(damaged("carrying/units", 0, 4).find("carrying/units") != std::string::npos);
  REQUIRE(damaged("carrying/network", 5, 3).find("carrying/layer") != std::string::npos);
  REQUIRE(damaged("product_tests/p", 0, 1.5).find("product_tests/p") != std::string::npos);
  REQUIRE(damaged("product_tests/degrees", 0, -1).find("product_tests/degrees") != std::string::npos);
}

TEST_CASE("states, missing layers and missing products are refused", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "sculpt.h5";
  const auto changed = [&](auto&& change) {
    auto networks = sample_networks();
    change(networks.network[0]);
    artifact::save_sculpted_networks(self, path, networks, {}, {});
    return fault_of(path);
  };
  REQUIRE(changed([](auto&) {}) == "none");
  REQUIRE(changed([](auto& network) { network.product[0].state = "wet"; }).find("carrying/state") !=
          std::string::npos);
  REQUIRE(changed([](auto& network) { network.test[0].state = ""; }).find("product_tests/state") !=
          std::string::npos);
  REQUIRE(changed([](auto& network) { network.product[0].carrying.pop_back(); }).find("carrying/layer") !=
          std::string::npos);
  REQUIRE(changed([](auto& network) { network.product[0].carrying.clear(); }).find("carrying/layer") !=
          std::string::npos);
  REQUIRE(changed([](auto& network) { network.product[1].value.pop_back(); }).find("products/input") !=
          std::string::npos);
  REQUIRE(changed([](auto& network) { network.product[1].value.push_back(0); }).find("products/input") !=
          std::string::npos);
}

TEST_CASE("a file of the version before is refused as such", "[serial]") {
  const auto self = Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  const auto path = folder.path() / "sculpt.h5";
  {
    auto file = store::CollectiveFile::create(self, path);
    file.write_attributes("", {{"schema", "netseam.sculpt"}, {"schema_version", std::int64_t{1}}});
    file.close();
  }
  REQUIRE_THROWS_WITH(artifact::load_sculpted_networks(path),
                      Catch::Contains("found schema_version 1, expected 2; an older netseam wrote it"));
}

TEST_CASE("products are in the summary, in JSON and in tables", "[serial]") {
  artifact::SculptFile file;
  file.networks = sample_networks();
  const std::string text = artifact::sculpt_summary_text(file);
  REQUIRE(text.find("  net, 0                      dense   3, 4\n"
                    "    inputs 0, 1; outputs 0, 1: t = -2.5, p = 0.04\n") != std::string::npos);
  REQUIRE(text.find("t = -inf, p = 0\n") != std::string::npos);

  const auto json = nlohmann::json::parse(artifact::sculpt_summary_json(file))["networks"];
  REQUIRE(json[0]["products"][0]["value"] == nlohmann::json{{1, 0.5, 0}, {1e-300, 7, 2}});
  REQUIRE(json[0]["products"][1]["carrying"] == nlohmann::json{1, 0});
  REQUIRE(json[0]["product_tests"][1]["statistic"].is_null());
  REQUIRE(json[1]["products"][0]["value"].empty());
  REQUIRE(json[3]["products"].empty());

  const test::TempDirectory folder;
  artifact::write_sculpt_csv(folder.path(), file.networks);
  const std::string products = content_of(folder.path() / "products.csv");
  REQUIRE(products.starts_with("network,state,input,output,value\r\n\"net, 0\",dense,0,0,1\r\n"));
  REQUIRE(products.find("\"net, 0\",pruned,1,1,0.33333333333333331\r\n") != std::string::npos);
  REQUIRE(content_of(folder.path() / "carrying.csv").find("\"net, 0\",pruned,2,0\r\n") != std::string::npos);
  REQUIRE(content_of(folder.path() / "product_tests.csv")
              .find("\"net, 0\",pruned,\"inputs 0, 1; outputs 0, 1\",-inf,,0\r\n") != std::string::npos);
}
