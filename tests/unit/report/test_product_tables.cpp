#include "sample_page.hpp"

#include "netseam/core/error.hpp"
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
  data::SculptedNetworks sculpted;
  sculpted.task = "4-2-4";
  data::SculptedNetwork network;
  network.network = {"net <n>", {2, 3, 2}, {{}, {}}};
  network.product = {{"dense", {4, 1, 0, 2}, {3}}, {"pruned", {0.125, 0, 0, 0.25}, {1}}};
  network.test = {{"dense", "inputs <0>", -0.5, 3, 0.33},
                  {"pruned", "inputs <0>", -std::numeric_limits<double>::infinity(),
                   std::numeric_limits<double>::quiet_NaN(), 0}};
  sculpted.network.push_back(network);
  model.sculpt.push_back({sculpted, {}});
  return model;
}

}  // namespace

TEST_CASE("tests of separability stand beside the units that carry the products", "[serial]") {
  const std::string page = report::html_page(sample_model(), "");
  REQUIRE(count(page, "Do inputs separate?") == 1);
  REQUIRE(count(page, "<td>dense</td><td>t = -0.5, p = 0.33</td><td>3</td>") == 1);
  REQUIRE(count(page, "<td>pruned</td><td>t = -inf, p = 0</td><td>1</td>") == 1);
  REQUIRE(count(page, "<th scope=\"col\">inputs &lt;0&gt;</th>") == 1);
  REQUIRE(count(page, "net &lt;n&gt;") > 0);
  REQUIRE(count(page, "<n>") + count(page, "<0>") == 0);
}

TEST_CASE("products of few inputs and outputs are a table of colours from zero to the largest", "[serial]") {
  const std::string page = report::html_page(sample_model(), "");
  REQUIRE(count(page, "class=\"heat\"") == 2);
  // both ends of viridis: the largest and zero, on which text is black and white
  REQUIRE(count(page, "background:#fde725;color:#000\">4<") == 1);
  REQUIRE(count(page, "background:#fde725;color:#000\">0.25<") == 1);
  REQUIRE(count(page, "background:#440154;color:#fff\">0<") == 3);
  REQUIRE(count(page, "<th scope=\"row\">input 1</th>") == 2);
  REQUIRE(count(page, "<th scope=\"col\">output 1</th>") == 2);
}

TEST_CASE("networks without tests are asked which units carry the outputs", "[serial]") {
  auto model = sample_model();
  model.sculpt[0].sculpted.network[0].test.clear();
  const std::string page = report::html_page(model, "");
  REQUIRE(count(page, "Do inputs separate?") == 0);
  REQUIRE(count(page, "Which units carry the outputs?") == 1);
  REQUIRE(count(page, "<td>dense</td><td>3</td>") == 1);
  model.sculpt[0].sculpted.network[0].product.clear();
  REQUIRE(count(report::html_page(model, ""), "Which units carry the outputs?") == 0);
}

TEST_CASE("products that are too large for the page are counted instead", "[serial]") {
  auto model = sample_model();
  auto& network = model.sculpt[0].sculpted.network[0];
  network.network.units = {33, 3, 2};
  network.product[0].value.assign(66, 1);
  network.product[1].value.clear();  // not kept
  std::string page = report::html_page(model, "");
  REQUIRE(count(page, "class=\"heat\"") == 0);
  REQUIRE(count(page, "2 tables are too large or too many for this page") == 1);
  network.network.units = {16, 3, 32};
  network.product[0].value.assign(512, 1);
  page = report::html_page(model, "");
  REQUIRE(count(page, "class=\"heat\"") == 1);
  REQUIRE(count(page, "1 table is too large or too many for this page") == 1);
  network.product.pop_back();
  model.sculpt[0].sculpted.network.assign(100, model.sculpt[0].sculpted.network[0]);
  page = report::html_page(model, "");
  REQUIRE(count(page, "class=\"heat\"") == 39);  // 20000 / 512
  REQUIRE(count(page, "61 tables are too large or too many for this page") == 1);
}

TEST_CASE("products that do not fit their network are an error", "[serial]") {
  auto model = sample_model();
  model.sculpt[0].sculpted.network[0].product[0].value.pop_back();
  REQUIRE_THROWS_AS(report::html_page(model, ""), core::InternalError);
  model.sculpt[0].sculpted.network[0].network.units.clear();
  REQUIRE_THROWS_AS(report::html_page(model, ""), core::InternalError);
}

TEST_CASE("products and tests are in the report's JSON", "[serial]") {
  const auto json = nlohmann::json::parse(report::page_json(sample_model()))["sculpt"][0]["networks"][0];
  REQUIRE(json["products"][0]["value"] == nlohmann::json{{4, 1}, {0, 2}});
  REQUIRE(json["products"][1]["carrying"] == nlohmann::json::array({1}));
  REQUIRE(json["product_tests"][0]["p"] == 0.33);
  REQUIRE(json["product_tests"][1]["statistic"].is_null());
}
