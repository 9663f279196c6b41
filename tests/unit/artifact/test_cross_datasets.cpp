#include "sample_layers.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <string>

using namespace netseam;

namespace {

constexpr std::size_t here = 4, there = 3, pairs = here * there;

/// What every measure has; the nearest layers are 2, 1, 0 and none.
data::CrossMeasure sample_measure(const std::string& name) {
  data::CrossMeasure measure;
  measure.name = name;
  measure.title = "title of " + name;
  measure.unit = "none";
  for (std::size_t k = 0; k < pairs; ++k) {
    measure.value.push_back(0.25 + static_cast<double>(k) / 3);
    measure.distance.push_back(std::sqrt(measure.value.back()) / 2);
  }
  measure.nearest = {2, 1, 0, -1};
  measure.confidence = {1, 2.0 / 3, 0, std::nan("")};
  measure.low = {0.125, 0.25, 0.5, std::nan("")};
  measure.high = {0.25, 0.5, 1, std::nan("")};
  measure.draws = 9;
  return measure;
}

/// A checkpoint of four layers of six points, the first one of seven, against a network of three layers of
/// six points: pairs of the first layer have couplings, the others permutations.
data::LayerDistances with_cross() {
  auto layers = test::sample_layers(here, true);
  data::CrossComparison cross;
  cross.name = "seed \"2\"";
  cross.source = "/somewhere/seed 2";
  cross.layer = {"a", "b,c", "d"};
  cross.points = {6, 6, 6};
  cross.width = {5, 6, 7};
  auto gw = sample_measure("gw");
  for (std::size_t k = 0; k < pairs; ++k) {
    data::PairDistance pair = layers.pair[k < there ? 0 : here];  // with a coupling; with a permutation
    pair.resampled.clear();
    pair.loss = gw.value[k];
    pair.lower_bound = pair.loss / 3;
    pair.identity = pair.loss * 2;
    pair.start = static_cast<data::Start>(k % 4);
    pair.status = static_cast<data::SolveStatus>(k % 2);
    if (!pair.permutation.empty())
      std::rotate(pair.permutation.begin(), pair.permutation.begin() + static_cast<std::ptrdiff_t>(k % 6),
                  pair.permutation.end());
    gw.lower_bound.push_back(pair.lower_bound);
    gw.identity.push_back(pair.identity);
    gw.start.push_back(pair.start);
    gw.status.push_back(pair.status);
    cross.pair.push_back(pair);
  }
  auto cka = sample_measure("cka");
  cka.kind = data::MeasureKind::similarity;
  cka.value[1] = cka.distance[1] = std::nan("");
  cka.note = {"the first note", "the second"};
  cross.measure = {gw, cka};
  auto second = cross;
  second.name = "step7";
  second.checkpoint = true;
  second.measure = {cka};
  second.pair.clear();
  layers.cross = {cross, second};
  return layers;
}

/// As a rank has them: contiguous shares of unequal size.
data::LayerDistances part_of_rank(const data::LayerDistances& whole, const parallel::Communicator& world) {
  auto part = test::part_of_rank(whole, world);
  const auto rank = static_cast<std::size_t>(world.rank()), size = static_cast<std::size_t>(world.size());
  const std::size_t small = pairs / (size + 1), first = rank * small;
  const std::size_t end = rank + 1 == size ? pairs : first + small;
  auto& cross = part.cross[0];
  cross.first_pair = first;
  cross.pair.assign(whole.cross[0].pair.begin() + static_cast<std::ptrdiff_t>(first),
                    whole.cross[0].pair.begin() + static_cast<std::ptrdiff_t>(end));
  return part;
}

/// As bytes: NaN equals NaN.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

bool same(const data::CrossMeasure& a, const data::CrossMeasure& b) {
  return a.name == b.name && a.title == b.title && a.unit == b.unit && a.kind == b.kind &&
         same(a.value, b.value) && same(a.distance, b.distance) && same(a.lower_bound, b.lower_bound) &&
         same(a.identity, b.identity) && a.start == b.start && a.status == b.status &&
         a.nearest == b.nearest && same(a.confidence, b.confidence) && same(a.low, b.low) &&
         same(a.high, b.high) && a.draws == b.draws && a.note == b.note;
}

bool same(const data::PairDistance& a, const data::PairDistance& b) {
  bool equal = a.loss == b.loss && a.lower_bound == b.lower_bound && a.identity == b.identity &&
               a.start == b.start && a.status == b.status && a.permutation == b.permutation &&
               a.coupling.size() == b.coupling.size();
  for (std::size_t k = 0; equal && k < a.coupling.size(); ++k)
    equal = a.coupling[k].row == b.coupling[k].row && a.coupling[k].column == b.coupling[k].column &&
            a.coupling[k].mass == b.coupling[k].mass;
  return equal;
}

bool same(const data::CrossComparison& a, const data::CrossComparison& b) {
  bool equal = a.name == b.name && a.source == b.source && a.checkpoint == b.checkpoint &&
               a.layer == b.layer && a.points == b.points && a.width == b.width &&
               a.measure.size() == b.measure.size() && a.pair.size() == b.pair.size();
  for (std::size_t k = 0; equal && k < a.measure.size(); ++k) equal = same(a.measure[k], b.measure[k]);
  for (std::size_t k = 0; equal && k < a.pair.size(); ++k) equal = same(a.pair[k], b.pair[k]);
  return equal;
}

/// What loading says of a file whose comparisons `change` has spoiled.
std::string fault(const std::function<void(data::CrossComparison&)>& change) {
  const test::TempDirectory folder;
  const auto alone = parallel::Communicator::duplicate(MPI_COMM_SELF);
  auto layers = with_cross();
  change(layers.cross[0]);
  artifact::save_layer_distances(alone, folder.path() / "layers.h5", layers, {}, {});
  try {
    static_cast<void>(artifact::load_layer_distances(folder.path() / "layers.h5"));
  } catch (const core::InputError& error) {
    return error.fault().place + ": " + error.fault().found;
  }
  return "no error";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string text_of(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("comparisons with networks come back as they were saved", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto whole = with_cross();
  const auto path = folder.path() / "layers.h5";
  artifact::save_layer_distances(world, path, part_of_rank(whole, world), {}, {});
  const auto loaded = artifact::load_layer_distances(path).layers.cross;
  REQUIRE(parallel::all_of(world, loaded.size() == 2));
  REQUIRE(parallel::all_of(world, same(loaded[0], whole.cross[0]) && same(loaded[1], whole.cross[1])));
  const auto summary = artifact::load_layer_distances(path, artifact::LayersPart::summary).layers.cross;
  REQUIRE(
      parallel::all_of(world, summary[0].pair.empty() && same(summary[0].measure[0], loaded[0].measure[0])));
}

TEST_CASE("comparisons that no run writes are refused by name of their dataset", "[serial]") {
  const std::string at = "cross/seed \"2\"/";
  REQUIRE(fault([](data::CrossComparison&) {}) == "no error");
  REQUIRE(fault([](data::CrossComparison& c) {
            c.measure[1].distance[2] = std::numeric_limits<double>::infinity();
          }) == at + "cka/distance: infinity");
  REQUIRE(fault([](data::CrossComparison& c) { c.measure[0].identity[0] = std::nan(""); }) ==
          at + "gw/identity: nan at place 0");
  REQUIRE(fault([](data::CrossComparison& c) { c.measure[0].nearest[0] = 3; }) == at + "gw/nearest: 3");
  REQUIRE(fault([](data::CrossComparison& c) { c.measure[0].nearest[0] = -2; }) == at + "gw/nearest: -2");
  REQUIRE(fault([](data::CrossComparison& c) { c.measure[0].start[1] = static_cast<data::Start>(4); }) ==
          at + "gw/start: 4");
  REQUIRE(fault([](data::CrossComparison& c) { c.pair[5].permutation[0] = 6; }) ==
          at + "gw/permutation: a row 5 that is no permutation");
  REQUIRE(fault([](data::CrossComparison& c) { c.pair[0].coupling[0].column = 6; }) ==
          at + "gw/coupling: entry 0 at (0, 6)");
  const auto alone = parallel::Communicator::duplicate(MPI_COMM_SELF);
  const test::TempDirectory folder;
  auto layers = with_cross();
  layers.cross[0].measure[1].nearest.pop_back();
  REQUIRE_THROWS_WITH(artifact::save_layer_distances(alone, folder.path() / "layers.h5", layers, {}, {}),
                      "the values against network seed \"2\" do not fit the layers");
}

TEST_CASE("the summary draws a network beside the layers and names the nearest ones", "[serial]") {
  const artifact::LayersFile file{with_cross(), test::sample_convention(), test::sample_provenance()};
  const auto text = artifact::summary_text(file, {false, 80});
  INFO(text);
  REQUIRE(holds(text, "  seed \"2\" (other network, 3 layers), by gw"));
  REQUIRE(holds(text, "          1 2 3\n"));
  // largest distance sqrt(0.25 + 11/3) / 2 = 0.99; the first one sqrt(0.25) / 2 = 0.25 is step 2 of 10
  REQUIRE(holds(text, "layers.0 ::"));
  REQUIRE(holds(text, "    layers.0 d             100 %  0.479 [0.125, 0.25]\n"));
  REQUIRE(holds(text, "    layers.1 b,c            67 %  "));
  REQUIRE(holds(text, "    layers.3 none      not known\n"));
  REQUIRE(holds(text, "cka                the same nearest layer for 4 of 4\n"));
  REQUIRE(holds(text, "note: the second\n"));
  REQUIRE(holds(text, "  step7 (checkpoint, 3 layers), by cka"));
}

TEST_CASE("JSON and CSV have every pair and every nearest layer", "[serial]") {
  const artifact::LayersFile file{with_cross(), test::sample_convention(), test::sample_provenance()};
  const auto json = nlohmann::json::parse(artifact::summary_json(file)).at("cross").at("seed \"2\"");
  REQUIRE(json.at("kind") == "network");
  REQUIRE(json.at("layers").size() == 3);
  const auto& gw = json.at("measures").at("gw");
  REQUIRE(gw.at("value").size() == here);
  REQUIRE(gw.at("value").at(3).at(2) == 0.25 + 11.0 / 3);
  REQUIRE(gw.at("lower_bound").at(0).at(1) == file.layers.cross[0].pair[1].lower_bound);
  REQUIRE(gw.at("nearest") == nlohmann::json({2, 1, 0, nullptr}));
  REQUIRE(json.at("measures").at("cka").at("value").at(0).at(1).is_null());

  const test::TempDirectory folder;
  artifact::write_layer_distances_csv(folder.path(), file.layers);
  const auto table = text_of(folder.path() / "cross.csv"),
             nearest = text_of(folder.path() / "cross_nearest.csv");
  REQUIRE(holds(table, "network,measure,layer,other_layer,value,distance,lower_bound,identity\r\n"));
  REQUIRE(holds(table, "\"seed \"\"2\"\"\",cka,layers.0,\"b,c\",,,,\r\n"));
  REQUIRE(std::count(table.begin(), table.end(), '\n') == 1 + 3 * static_cast<std::ptrdiff_t>(pairs));
  REQUIRE(holds(nearest, "\"seed \"\"2\"\"\",gw,layers.0,d,"));
  REQUIRE(holds(nearest, "\"seed \"\"2\"\"\",gw,layers.3,,,,,\r\n"));
  REQUIRE(std::count(nearest.begin(), nearest.end(), '\n') == 1 + 3 * static_cast<std::ptrdiff_t>(here));
}
