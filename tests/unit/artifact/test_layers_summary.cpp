#include "sample_layers.hpp"

#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace {

using namespace netseam;

artifact::LayersFile sample_file(std::size_t layers) {
  return {test::sample_layers(layers), test::sample_convention(), test::sample_provenance()};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the summary names study, groups, borders, starts and what did not converge", "[serial]") {
  const auto text = artifact::summary_text(sample_file(5), {false, 80});
  INFO(text);
  REQUIRE(holds(text, "Layer distances of digits, checkpoint step03000\n"));
  REQUIRE(holds(text, "5 (10 pairs), 4 samples\n"));
  REQUIRE(holds(text, "euclidean, normalised by rms\n"));
  REQUIRE(holds(text,
                "\nGroups: 3\n   1 layers.0\n     -- border in 75 % of 3 resamples\n   2 layers.1 to "
                "layers.3 (3 layers)\n"
                "     -- border in 33 % of 3 resamples\n   3 layers.4\n"));
  REQUIRE(holds(text, " 1:0.000 2:0.333 3:0.667* 4:1.000"));
  // every lower bound of the sample is a third of its loss; the tie goes to one of the pairs
  REQUIRE(holds(text, "Lower bound / loss: median 0.333, least 0.333 ("));
  REQUIRE(holds(text, "Starts that won: identity 3 product 3 previous 2 perturbed 2\n"));
  REQUIRE(holds(text, "Pairs that did not converge: 5 of 10\n"));
  // sqrt(0.1 + 3)/2 of the last pair
  REQUIRE(holds(text, "GW distance sqrt(loss)/2 (no unit): 0 ["));
  REQUIRE(holds(text, "] 0.8803\n"));
}

TEST_CASE("further measures and profiles are shown, and stand alone without Gromov-Wasserstein", "[serial]") {
  auto file = sample_file(4);
  test::add_sample_measures(file.layers);
  file.layers.segmentation.q_value = {0.25, 0.5};
  file.layers.segmentation.twin_p_value = {0.125, 1};
  file.layers.segmentation.twin_null_model = "400 resamples of 2 untrained networks";
  const auto text = artifact::summary_text(file, {false, 80});
  INFO(text);
  REQUIRE(holds(text, "-- border in 75 % of 3 resamples, q = 0.25, untrained p = 0.125\n"));
  REQUIRE(holds(text, "Untrained p: share of 400 resamples of 2 untrained networks with a border as strong"));
  REQUIRE(holds(text, "Note: a note of gw\nNote: another\n"));
  REQUIRE(holds(text,
                "  cka                layers.0 |75 %, untrained p = 0.25| layers.1 to layers.2 |33 %, "
                "untrained p = 0.25| layers.3\n"));
  REQUIRE(holds(text, "note: the second\n"));
  REQUIRE(holds(text, "  cka                 1.000  0.000\n"));
  // groups 0|12|3 against 012|3: one pair in common, 1 and 3 pairs in the groups, 6 in all: (1 - 1/2) / (2 -
  // 1/2); the second says nothing of how 0 differs from 12: 3/4 (H of 1/3, 2/3) = 0.477 nats
  REQUIRE(holds(text, "  gw, k-medoids       0.333  0.477\n"));
  REQUIRE(holds(text, "Profiles of layers: 1 effective rank; 2 sparsity\n"));
  REQUIRE(holds(text, "layers.1     2.33      0.5\n"));
  const auto json = nlohmann::json::parse(artifact::summary_json(file));
  REQUIRE(json.at("measures").at("cka").at("value").at(0).at(2) == 1.0 / 4);
  REQUIRE(json.at("measures").at("cka").at("value").at(2).at(2) == 2.0 / 3);
  REQUIRE(json.at("measures").at("procrustes").at("value").at(0).at(1).is_null());
  REQUIRE(json.at("profiles").at("sparsity").at("value").at(1) == 0.5);
  REQUIRE(json.at("clusterings").at("k-medoids").at("label").at(3) == 1);

  REQUIRE(json.at("groups").at(2).at("border_twin_p_value") == 1);
  REQUIRE(json.at("twin_null_model") == "400 resamples of 2 untrained networks");
  REQUIRE(json.at("gw_notes").at(1) == "another");
  REQUIRE(json.at("measures").at("cka").at("groups").at(1).at("border_twin_p_value") == 0.25);
  REQUIRE(json.at("measures").at("cka").at("twin_null_model") == "3 resamples of 1 untrained network");
  REQUIRE(!json.at("groups").at(0).contains("border_twin_p_value"));

  file.layers.has_gw = false;
  file.layers.grouped = "procrustes";
  file.layers.pair.clear();
  file.layers.scale.clear();
  const auto alone = artifact::summary_text(file, {false, 80});
  REQUIRE(!holds(alone, "GW"));
  // 1 - 1/8 of the last pair is the largest
  REQUIRE(holds(alone, "title of procrustes as a distance: 0 ["));
  REQUIRE(holds(alone, "] 0.875\n"));
  REQUIRE(!nlohmann::json::parse(artifact::summary_json(file)).contains("loss"));
}

TEST_CASE("names with control characters cannot drive the terminal", "[serial]") {
  auto file = sample_file(3);
  file.layers.name[1] = "\x1b]0;title\a\r\n";
  file.provenance.entries[0].second = "\x1b[2Jstudy";
  const auto text = artifact::summary_text(file, {false, 80});
  REQUIRE(std::none_of(text.begin(), text.end(),
                       [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == 0x7f; }));
  REQUIRE(holds(text, "\\x1b[2Jstudy"));
}

TEST_CASE("one layer, no resamples, no provenance", "[serial]") {
  auto file = sample_file(1);
  file.provenance = {};
  const auto text = artifact::summary_text(file, {false, 80});
  REQUIRE(holds(text, "Layer distances of unknown, checkpoint unknown\n"));
  REQUIRE(holds(text, "Groups: 1\n   1 layers.0\n"));
  REQUIRE(holds(text, "One layer: no pairs\n"));
  auto three = sample_file(3);
  three.layers.segmentation.resamples = 0;
  REQUIRE(
      holds(artifact::summary_text(three, {false, 80}), "-- border, confidence unknown (no resamples)\n"));
}

TEST_CASE("the JSON summary gives every number back", "[serial]") {
  const auto file = sample_file(4);
  const auto json = nlohmann::json::parse(artifact::summary_json(file));
  REQUIRE(json.at("schema") == "netseam.layers");
  REQUIRE(json.at("layers").at(2).at("name") == "layers.2");
  REQUIRE(json.at("groups").size() == 3);
  REQUIRE(json.at("groups").at(1).at("first_layer") == "layers.1");
  REQUIRE(json.at("groups").at(1).at("border_confidence") == 0.75);
  REQUIRE(json.at("groups").at(0).at("border_confidence").is_null());
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = i + 1; j < 4; ++j) {
      const auto& pair = file.layers.pair[data::pair_index(i, j, 4)];
      REQUIRE(json.at("loss").at(i).at(j).get<double>() == pair.loss);
      REQUIRE(json.at("loss").at(j).at(i).get<double>() == pair.loss);
      REQUIRE(json.at("gw_distance").at(i).at(j).get<double>() == std::sqrt(pair.loss) / 2);
      REQUIRE(json.at("lower_bound").at(i).at(j).get<double>() == pair.lower_bound);
    }
  REQUIRE(json.at("convention").at("token_rule") == "last");
  REQUIRE(json.at("provenance").at("study") == "digits");
  REQUIRE(json.at("pairs").at("not_converged") == 3);
}

TEST_CASE("a name that is not UTF-8 does not stop the JSON summary", "[serial]") {
  auto file = sample_file(2);
  file.layers.name[0] = "\xff";
  REQUIRE(nlohmann::json::parse(artifact::summary_json(file)).at("layers").at(0).at("name") ==
          "\xef\xbf\xbd");
}

TEST_CASE("a summary of part of the pairs is refused", "[serial]") {
  auto file = sample_file(3);
  file.layers.pair.pop_back();
  REQUIRE_THROWS_AS(artifact::summary_text(file, {}), core::InternalError);
  REQUIRE_THROWS_AS(artifact::summary_json(file), core::InternalError);
}
