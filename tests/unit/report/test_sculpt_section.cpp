#include "sample_page.hpp"

#include "netseam/report/html_page.hpp"
#include "netseam/report/page_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>

using namespace netseam;
using test::count;

namespace {

report::PageModel sample_model() {
  report::PageModel model;
  model.study = "study";
  data::SculptedNetworks sculpted{"4-1-4 <x>", "none", {}, {{"1 hidden layer", "success", 1, 2, 0.05, 0.95}}};
  for (std::size_t width : {24, 36}) {
    data::SculptedNetwork network;
    network.network = {"net", {4, width, 4}, {{}, {}}};
    network.width = width;
    network.depth = 1;
    network.weights = 8 * width;
    network.path = {{"dense", 0, true, 1, true, 8 * width},
                    {"units", 50, true, 0.75, false, 4 * width},
                    {"units", 100, false, std::numeric_limits<double>::quiet_NaN(), false, 0}};
    network.part = {{"one module", width == 24, true}};
    sculpted.network.push_back(network);
  }
  model.sculpt.push_back({sculpted, {{"commit", "c0ffee"}}});
  return model;
}

}  // namespace

TEST_CASE("sculpted networks are shown by rates, by width, and along their paths", "[serial]") {
  const std::string page = report::html_page(sample_model(), "");
  REQUIRE(count(page, "<td>1 of 2</td><td>0.05 to 0.95</td>") == 1);
  REQUIRE(count(page, "<td>1 of 1</td><td>0 of 1</td>") == 1);
  REQUIRE(count(page, "class=\"pruning-path\"") == 1);
  REQUIRE(count(page, "<circle ") == 4 + 1);  // trainings, and the legend of one depth
  REQUIRE(count(page, "50 % of the weights left, accuracy 0.7500, refused") == 2);
  REQUIRE(count(page, "4-1-4 &lt;x&gt;") > 0);
  REQUIRE(count(page, "<x>") == 0);
  REQUIRE(count(page, "c0ffee") == 1);
}

TEST_CASE("modules of tasks are counted as those of tasks", "[serial]") {
  auto model = sample_model();
  model.hierarchy = {{"4-1-4", {}, {}}, {"4-2-4", {}, {}}};
  REQUIRE(count(report::html_page(model, ""), "Modules of pruned networks: 2 checkpoints, 0 networks") == 1);
  model.of_tasks = true;
  REQUIRE(count(report::html_page(model, ""), "Modules of pruned networks: 2 tasks, 0 networks") == 1);
}

TEST_CASE("a task without a rule says so", "[serial]") {
  auto model = sample_model();
  model.sculpt[0].sculpted.rate.clear();
  const std::string page = report::html_page(model, "");
  REQUIRE(count(page, "No rule says what the hierarchy of this task should show") == 1);
  REQUIRE(count(page, "class=\"pruning-path\"") == 1);
}

TEST_CASE("the numbers of sculpting are in the report's JSON", "[serial]") {
  const auto json = nlohmann::json::parse(report::page_json(sample_model()));
  const auto& task = json["sculpt"][0];
  REQUIRE(task["rates"][0]["successes"] == 1);
  REQUIRE(task["networks"].size() == 2);
  REQUIRE(task["networks"][1]["path"][1]["weights_left"] == 144);
  REQUIRE(task["networks"][0]["path"][2]["accuracy"].is_null());
}
