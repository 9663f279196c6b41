#include "netseam/core/error.hpp"
#include "netseam/pipeline/checkpoint_page.hpp"
#include "netseam/report/html_page.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace netseam;

namespace {

/// Three layers with Gromov-Wasserstein losses 0.04, 0.16, 0.36 and one more measure.
artifact::LayersFile small_file() {
  artifact::LayersFile file;
  auto& layers = file.layers;
  layers.name = {"a", "b", "c"};
  layers.sample.assign(150, 0);
  for (const double root : {0.2, 0.4, 0.6}) {
    data::PairDistance pair;
    pair.loss = root * root;
    pair.lower_bound = pair.loss / 4;
    layers.pair.push_back(pair);
  }
  layers.pair[1].start = data::Start::product;
  layers.pair[2].status = data::SolveStatus::iteration_limit;
  layers.segmentation.border = {2};
  layers.segmentation.confidence = {0.9};
  data::MeasureMatrix cka;
  cka.name = "cka";
  cka.title = "linear CKA";
  cka.unit = "none";
  cka.kind = data::MeasureKind::similarity;
  cka.value = {0.9, std::numeric_limits<double>::quiet_NaN(), 0.5};
  cka.self = {1, 1, 1};
  cka.segmentation.border = {1};
  cka.segmentation.confidence = {0.7};
  cka.note = {"one pair left out"};
  layers.measure.push_back(cka);
  layers.profile.push_back({"effective_rank", "effective rank", "dimensions", "source", {3, 2, 1}});
  data::LayerClustering medoids, average;
  medoids.method = "k-medoids";
  medoids.label = {0, 1, 0};
  average.method = "average";
  average.label = {0, 0, 1};
  average.merge = {{0, 1, 0.1, 2}, {2, 3, 0.25, 3}};
  layers.clustering = {medoids, average};
  return file;
}

bool shows(const report::CheckpointPage& page, const std::string& part) {
  return report::html_page({"study", {page}, {}}, "").find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("losses become distances with their brackets", "[serial]") {
  const auto page = pipeline::checkpoint_page(small_file(), "step1");
  REQUIRE(page.measure.size() == 2);
  const auto& table = page.measure[0];
  REQUIRE(table.name == "gw");
  REQUIRE(table.value[0] == Approx(0.1));
  REQUIRE(table.value[2] == Approx(0.3));
  REQUIRE(table.least[2] == Approx(0.15));
  REQUIRE(table.word[table.word_of[1]] == "start product, converged");
  REQUIRE(table.word[table.word_of[2]] == "start identity, did not converge");
  REQUIRE(table.not_converged == 1);
  REQUIRE(table.segmentation.border == std::vector<std::size_t>{2});
  REQUIRE(table.clustering == "average");
  REQUIRE(table.merge.size() == 2);
}

TEST_CASE("further measures, profiles and clusterings are on the page", "[serial]") {
  const auto page = pipeline::checkpoint_page(small_file(), "step1");
  REQUIRE(page.measure[1].kind == data::MeasureKind::similarity);
  REQUIRE(page.measure[1].segmentation.border == std::vector<std::size_t>{1});
  REQUIRE(page.measure[1].merge.empty());
  REQUIRE(shows(page, "effective rank (dimensions)"));
  REQUIRE(shows(
      page,
      "<span class=\"group\">a, c</span> <span class=\"border\">|</span> <span class=\"group\">b</span>"));
  REQUIRE(shows(page, "linear CKA: one pair left out"));
}

TEST_CASE("the measure that the groups are of comes first", "[serial]") {
  auto file = small_file();
  file.layers.grouped = "cka";
  const auto page = pipeline::checkpoint_page(file, "step1");
  REQUIRE(page.measure[0].name == "cka");
  REQUIRE(page.measure[0].segmentation.border == std::vector<std::size_t>{2});
  REQUIRE(page.measure[0].merge.size() == 2);
  REQUIRE_FALSE(page.measure[1].grouped);
  REQUIRE(page.measure[1].segmentation.border.empty());
  file.layers.has_gw = false;
  REQUIRE(pipeline::checkpoint_page(file, "step1").measure.size() == 1);
}

TEST_CASE("merges that use a cluster twice are refused", "[serial]") {
  auto file = small_file();
  file.layers.clustering[1].merge[1].second = 1;
  file.layers.clustering[1].merge[1].first = 0;
  REQUIRE_THROWS_WITH(
      pipeline::checkpoint_page(file, "step1"),
      "step1: groups/clustering/average: found cluster 0 in two merges, expected every cluster in one");
}
