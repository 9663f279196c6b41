#include "sample_layers.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <string>

using namespace netseam;

namespace {

constexpr std::size_t count = 4;

/// Four numbers a third apart; the second one is `second`.
std::vector<double> numbers(double first, double second) {
  return {first, second, first + 2.0 / 3, first + 1};
}

data::TargetMeasure sample_measure(const std::string& name) {
  data::TargetMeasure measure;
  measure.name = name;
  measure.title = "title of " + name;
  measure.unit = "none";
  measure.value = numbers(0.5, 0.125);
  measure.distance = numbers(1, 0.25);
  measure.low = numbers(0.75, 0.125);
  measure.high = numbers(1.25, 0.5);
  if (name == "gw") {
    measure.lower_bound = numbers(0, 0.0625);
    measure.identity = numbers(2, 3);
    return measure;
  }
  measure.kind = data::MeasureKind::similarity;
  measure.value[0] = measure.distance[0] = measure.low[0] = measure.high[0] = std::nan("");
  measure.note = {"1 of 4 layers: a reason", "a second note"};
  return measure;
}

data::LayerDistances with_targets() {
  auto layers = test::sample_layers(count);
  data::TargetComparison labels;
  labels.name = "sum \"mod\" 7";
  labels.labels = true;
  labels.width = 7;
  labels.most_common = 1.0 / 7;
  labels.measure = {sample_measure("gw"), sample_measure("cka")};
  auto& readout = labels.readout;
  readout.r2 = numbers(-0.5, 0.875);
  readout.r2_low = numbers(-1, 0.75);
  readout.r2_high = numbers(0, 1);
  readout.accuracy = {0.25, 0.96875, 0.5, 0.75};
  readout.accuracy_low = {0.125, 0.9375, 0.25, 0.5};
  readout.accuracy_high = {0.5, 1, 0.75, 1};
  labels.warning = {"the first warning", "the second"};
  data::TargetComparison scalar;
  scalar.name = "ramp";
  scalar.width = 1;
  scalar.measure = {sample_measure("cka")};
  scalar.readout.r2 = scalar.readout.r2_low = scalar.readout.r2_high =
      std::vector<double>(count, std::nan(""));
  scalar.readout.note = {"4 of 4 layers: no readout"};
  layers.target = {labels, scalar};
  return layers;
}

/// As bytes: NaN equals NaN.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

bool same(const data::TargetMeasure& a, const data::TargetMeasure& b) {
  return a.name == b.name && a.title == b.title && a.unit == b.unit && a.kind == b.kind && a.note == b.note &&
         same(a.value, b.value) && same(a.distance, b.distance) && same(a.low, b.low) &&
         same(a.high, b.high) && same(a.lower_bound, b.lower_bound) && same(a.identity, b.identity);
}

bool same(const data::TargetReadout& a, const data::TargetReadout& b) {
  return same(a.r2, b.r2) && same(a.r2_low, b.r2_low) && same(a.r2_high, b.r2_high) &&
         same(a.accuracy, b.accuracy) && same(a.accuracy_low, b.accuracy_low) &&
         same(a.accuracy_high, b.accuracy_high) && a.note == b.note;
}

bool same(const data::TargetComparison& a, const data::TargetComparison& b) {
  bool equal = a.name == b.name && a.labels == b.labels && a.width == b.width &&
               a.most_common == b.most_common && a.warning == b.warning &&
               a.measure.size() == b.measure.size() && same(a.readout, b.readout);
  for (std::size_t k = 0; equal && k < a.measure.size(); ++k) equal = same(a.measure[k], b.measure[k]);
  return equal;
}

/// What loading says of a file whose targets `change` has spoiled.
std::string fault(const std::function<void(data::LayerDistances&)>& change) {
  const test::TempDirectory folder;
  const auto alone = parallel::Communicator::duplicate(MPI_COMM_SELF);
  auto layers = with_targets();
  change(layers);
  artifact::save_layer_distances(alone, folder.path() / "layers.h5", layers, {}, {});
  try {
    static_cast<void>(artifact::load_layer_distances(folder.path() / "layers.h5"));
  } catch (const core::InputError& error) {
    return error.fault().place + ": " + error.fault().found;
  }
  return "no error";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("known targets come back as they were saved", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto whole = with_targets();
  const auto path = folder.path() / "layers.h5";
  artifact::save_layer_distances(world, path, test::part_of_rank(whole, world), {}, {});
  const auto loaded = artifact::load_layer_distances(path, artifact::LayersPart::summary).layers.target;
  REQUIRE(parallel::all_of(world, loaded.size() == 2));
  REQUIRE(parallel::all_of(world, same(loaded[0], whole.target[0]) && same(loaded[1], whole.target[1])));
}

TEST_CASE("targets that no run writes are refused by name of their dataset", "[serial]") {
  REQUIRE(fault([](data::LayerDistances&) {}) == "no error");
  REQUIRE(fault([](data::LayerDistances& d) {
            d.target[1].measure[0].low[2] = std::numeric_limits<double>::infinity();
          }) == "targets/ramp/cka/low: infinity");
  REQUIRE(fault([](data::LayerDistances& d) { d.target[1].most_common = 2; }) ==
          "targets/ramp/most_common: 2");
  REQUIRE(fault([](data::LayerDistances& d) { d.target[1].width = 0; }) == "targets/ramp: the width 0");
  // labels have accuracies, numbers have none
  auto layers = with_targets();
  layers.target[1].labels = true;
  const auto alone = parallel::Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  REQUIRE_THROWS_WITH(artifact::save_layer_distances(alone, folder.path() / "layers.h5", layers, {}, {}),
                      "the values of target ramp do not fit the layers");
}

TEST_CASE("the summary names the nearest layers, the best readouts and the warnings of a target",
          "[serial]") {
  const artifact::LayersFile file{with_targets(), test::sample_convention(), test::sample_provenance()};
  const auto text = artifact::summary_text(file, {false, 80});
  INFO(text);
  REQUIRE(
      holds(text,
            "  sum \"mod\" 7 (labels, 7 classes, the most common one has 0.143 of the samples)\n"
            "    gw                 layers.1 0.25 [0.125, 0.5]; layers.0 1 [0.75, 1.25]; layers.2 1.67 "
            "[1.42, 1.92]\n"
            "    cka                layers.1 0.25 [0.125, 0.5]; layers.2 1.67 [1.42, 1.92]; layers.3 2 "));
  REQUIRE(holds(text, "note: 1 of 4 layers: a reason\n"));
  REQUIRE(holds(
      text, "linear readout     layers.1 R2 0.875 [0.75, 1], accuracy 0.969 [0.938, 1]; layers.3 R2 0.5"));
  REQUIRE(holds(text, "    warning: the second\n  ramp (numbers, 1 for each sample)\n"));
  REQUIRE(holds(text, "linear readout     none\n"));
  const auto json = nlohmann::json::parse(artifact::summary_json(file));
  const auto& target = json.at("targets").at("sum \"mod\" 7");
  REQUIRE(target.at("measures").at("gw").at("distance").at(1) == 0.25);
  REQUIRE(target.at("measures").at("cka").at("value").at(0).is_null());
  REQUIRE(target.at("readout").at("accuracy").at(1) == 0.96875);
  REQUIRE(target.at("warnings").at(1) == "the second");
  REQUIRE(!json.at("targets").at("ramp").at("readout").contains("accuracy"));
}

TEST_CASE("the table of targets has a row for each layer and measure", "[serial]") {
  const test::TempDirectory folder;
  artifact::write_layer_distances_csv(folder.path(), with_targets());
  std::stringstream text;
  text << std::ifstream(folder.path() / "targets.csv").rdbuf();
  REQUIRE(holds(text.str(), "target,measure,layer,value,distance,low,high\r\n"));
  REQUIRE(holds(text.str(), "\"sum \"\"mod\"\" 7\",gw,layers.1,0.125,0.25,0.125,0.5\r\n"));
  REQUIRE(holds(text.str(), "\"sum \"\"mod\"\" 7\",readout_accuracy,layers.1,0.96875,,0.9375,1\r\n"));
  REQUIRE(holds(text.str(), "ramp,cka,layers.0,,,,\r\n"));
  // a head, 4 layers of 2 measures and 2 scores, 4 of 1 measure and 1 score
  std::size_t lines = 0;
  for (std::string line; std::getline(text, line);) ++lines;
  REQUIRE(lines == 1 + 16 + 8);
}
