#include "sample_layers.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace netseam;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// RFC 4180, written from its grammar
std::vector<std::vector<std::string>> parse(const std::string& text) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = rows.back().back();
    if (inside && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
      field += text[++i];
    else if (text[i] == '"')
      inside = !inside;
    else if (!inside && text[i] == ',')
      rows.back().emplace_back();
    else if (!inside && text[i] == '\r')
      rows.push_back({""}), ++i;
    else
      field += text[i];
  }
  rows.pop_back();
  return rows;
}

}  // namespace

TEST_CASE("CSV tables give every number and name back", "[serial]") {
  const test::TempDirectory folder;
  auto layers = test::sample_layers(4);
  layers.name = {"plain", "a,b", "say \"x\"", "two\r\nlines"};
  artifact::write_layer_distances_csv(folder.path() / "csv", layers);
  for (const auto& [file, field] : {std::pair{"loss.csv", &data::PairDistance::loss},
                                    std::pair{"lower_bound.csv", &data::PairDistance::lower_bound},
                                    std::pair{"identity.csv", &data::PairDistance::identity}}) {
    const auto rows = parse(text_of(folder.path() / "csv" / file));
    REQUIRE(rows.size() == 5);
    for (std::size_t i = 0; i < 4; ++i) {
      REQUIRE(rows[0][i + 1] == layers.name[i]);
      REQUIRE(rows[i + 1][0] == layers.name[i]);
      for (std::size_t j = i + 1; j < 4; ++j) {
        const double value = layers.pair[data::pair_index(i, j, 4)].*field;
        REQUIRE(std::strtod(rows[i + 1][j + 1].c_str(), nullptr) == value);
        REQUIRE(std::strtod(rows[j + 1][i + 1].c_str(), nullptr) == value);
      }
      REQUIRE(rows[i + 1][i + 1] == "0");
    }
  }
}

TEST_CASE("the tables of groups and pairs", "[serial]") {
  const test::TempDirectory folder;
  const auto layers = test::sample_layers(4);
  artifact::write_layer_distances_csv(folder.path(), layers);
  REQUIRE(text_of(folder.path() / "groups.csv") ==
          "group,first_layer,last_layer,layers,border_confidence,border_p_value,border_twin_p_value\r\n"
          "1,layers.0,layers.0,1,,,\r\n"
          "2,layers.1,layers.2,2,0.75,,\r\n"
          "3,layers.3,layers.3,1,0.33333333333333331,,\r\n");
  auto tested = layers;
  tested.segmentation.p_value = {0.25, 0.5};
  tested.segmentation.twin_p_value = {0.125, 1};
  artifact::write_layer_distances_csv(folder.path(), tested);
  REQUIRE(parse(text_of(folder.path() / "groups.csv"))[2] ==
          std::vector<std::string>{"2", "layers.1", "layers.2", "2", "0.75", "0.25", "0.125"});
  const auto rows = parse(text_of(folder.path() / "pairs.csv"));
  REQUIRE(rows.size() == 7);
  REQUIRE(rows[0] == std::vector<std::string>{"i", "j", "layer_i", "layer_j", "loss", "gw_distance",
                                              "lower_bound", "identity", "start", "status", "gap",
                                              "iterations"});
  REQUIRE(rows[6][0] == "2");
  REQUIRE(rows[6][1] == "3");
  REQUIRE(std::strtod(rows[6][4].c_str(), nullptr) == layers.pair[5].loss);
  REQUIRE(rows[6][8] == "product");
  REQUIRE(rows[6][9] == "iteration_limit");
  REQUIRE(rows[6][11] == "4000000005");
}

TEST_CASE("one layer has tables without pairs", "[serial]") {
  const test::TempDirectory folder;
  artifact::write_layer_distances_csv(folder.path(), test::sample_layers(1));
  REQUIRE(text_of(folder.path() / "loss.csv") == "layer,layers.0\r\nlayers.0,0\r\n");
  REQUIRE(parse(text_of(folder.path() / "pairs.csv")).size() == 1);
}

TEST_CASE("a place that cannot be written is an error of the configuration", "[serial]") {
  const test::TempDirectory folder;
  std::ofstream(folder.path() / "file") << "in the way";
  REQUIRE_THROWS_AS(artifact::write_layer_distances_csv(folder.path() / "file", test::sample_layers(2)),
                    core::ConfigError);
  auto part = test::sample_layers(3);
  part.pair.pop_back();
  REQUIRE_THROWS_AS(artifact::write_layer_distances_csv(folder.path() / "csv", part), core::InternalError);
}
