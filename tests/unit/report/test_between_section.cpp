#include "sample_page.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/html_page.hpp"
#include "netseam/report/packed_values.hpp"
#include "netseam/report/page_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

using namespace netseam;
using test::count;

namespace {

/// `layers` layers here against `there` in another network; the nearest one of layer i is i modulo `there`.
data::CrossComparison sample_cross(const std::string& name, std::size_t layers, std::size_t there) {
  data::CrossComparison cross;
  cross.name = name;
  for (std::size_t k = 0; k < there; ++k) cross.layer.push_back("there." + std::to_string(k));
  cross.points.assign(there, 300);
  cross.width.assign(there, 8);
  data::CrossMeasure gw;
  gw.name = "gw";
  gw.title = "Gromov-Wasserstein loss; as a distance sqrt(loss)/2";
  gw.unit = "none";
  for (std::size_t row = 0; row < layers; ++row) {
    for (std::size_t column = 0; column < there; ++column) {
      const double distance = 0.25 * static_cast<double>(1 + (column + there - row % there) % there);
      gw.distance.push_back(distance);
      gw.value.push_back(4 * distance * distance);
      gw.lower_bound.push_back(distance * distance);
      gw.identity.push_back(8 * distance);
    }
    gw.nearest.push_back(static_cast<std::int64_t>(row % there));
    gw.confidence.push_back(0.75);
    gw.low.push_back(0.125);
    gw.high.push_back(0.5);
  }
  cross.measure = {gw};
  return cross;
}

/// Two checkpoints of `layers` layers in blocks of two, the last one compared with the first and with a
/// network of three layers.
report::PageModel compared(std::size_t layers) {
  auto model = test::block_model(2, layers, 2);
  auto first = sample_cross("step0", layers, layers);
  first.checkpoint = true;
  first.layer = model.checkpoint[0].layer;
  model.checkpoint[1].cross = {sample_cross("other", layers, 3), first};
  return model;
}

/// Area in cells that a static map paints: the sum of the lengths of its runs.
std::size_t painted_cells(const std::string& figure) {
  std::size_t area = 0;
  for (std::size_t end = figure.find("v1H"); end != std::string::npos; end = figure.find("v1H", end + 1))
    area += std::stoul(figure.substr(figure.rfind('h', end) + 1));
  return area;
}

std::string figure_of(const std::string& page, const std::string& kind) {
  const std::size_t begin = page.find("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"" + kind + "\"");
  return begin == std::string::npos ? "" : page.substr(begin, page.find("</svg>", begin) - begin);
}

}  // namespace

TEST_CASE("a comparison is drawn with every cell, both axes, borders and nearest layers", "[serial]") {
  REQUIRE(count(report::html_page(test::block_model(2, 4, 2), ""), "id=\"between\"") == 0);
  auto model = compared(4);
  std::string page = report::html_page(model, ""), figure = figure_of(page, "cross");
  REQUIRE(painted_cells(figure) == 4 * 3);
  REQUIRE(count(figure, ">layers of step1</text>") == 1);
  REQUIRE(count(figure, ">layers of other</text>") == 1);
  REQUIRE(count(figure, ">layer.3</text>") == 1);
  REQUIRE(count(figure, ">there.2</text>") == 1);
  REQUIRE(count(figure, "class=\"border rows\" data-border=\"2\"") == 1);
  REQUIRE(count(figure, "class=\"border columns\"") == 0);  // nothing is known of that network's groups
  REQUIRE(count(figure, "class=\"nearest\"") == 4);
  REQUIRE(count(figure, "data-row=\"3\" data-column=\"0\"") == 1);
  REQUIRE(count(page, "<tr><th scope=\"row\">layer.1</th><td>there.1</td><td>75 %</td><td>0.25</td></tr>") ==
          1);
  // a checkpoint of the study has borders
  std::swap(model.checkpoint[1].cross[0], model.checkpoint[1].cross[1]);
  figure = figure_of(report::html_page(model, ""), "cross");
  REQUIRE(count(figure, "class=\"border columns\" data-border=\"2\"") == 1);
  // but not where it has other layers now
  model.checkpoint[0].layer[0] = "renamed";
  figure = figure_of(report::html_page(model, ""), "cross");
  REQUIRE(count(figure, "class=\"border columns\"") == 0);
}

TEST_CASE("a comparison of 200 layers is small and its labels have room", "[serial]") {
  const std::string figure = figure_of(report::html_page(compared(200), ""), "cross");
  REQUIRE(painted_cells(figure) == 200 * 3);
  REQUIRE(count(figure, "class=\"nearest\"") == 200);
  // labels at least 13 of 560 units apart: every fifth
  REQUIRE(count(figure, ">layer.") == 40);
  REQUIRE(figure.size() < 100'000);
}

TEST_CASE("the scripts get comparisons packed, and none that does not fit", "[serial]") {
  const auto model = compared(4);
  const auto data = nlohmann::json::parse(test::embedded_json(report::html_page(model, "/* library */")));
  REQUIRE(data["crossMeasures"].size() == 1);
  REQUIRE(data["crossMeasures"][0]["title"] == "GW distance");
  REQUIRE(data["crossMeasures"][0]["low"] == 0.25);
  REQUIRE(data["crossMeasures"][0]["high"] == 1);  // four steps of the second comparison
  REQUIRE(data["cross"].size() == 2);
  REQUIRE(data["cross"][0]["checkpoint"] == 1);
  REQUIRE(data["cross"][0]["kind"] == "network");
  REQUIRE(data["layers"][data["cross"][0]["layers"].get<std::size_t>()][2] == "there.2");
  REQUIRE(data["cross"][1]["layers"] == data["checkpoints"][0]["layers"]);
  const auto& stored = data["cross"][0]["measures"][0];
  REQUIRE(stored["value"] ==
          report::base64(report::pack_values(model.checkpoint[1].cross[0].measure[0].distance).code));
  REQUIRE(stored["nearest"] == std::vector<int>{0, 1, 2, 0});
  REQUIRE(stored["confidence"][3] == 0.75);
  REQUIRE(stored.contains("least"));
  // 12 values of 2 bytes and 12 ends as base64, 40 for the nearest: 88, and 16 of them 104; a third of the
  // bytes is for comparisons
  const auto few =
      nlohmann::json::parse(test::embedded_json(report::html_page(model, "/* library */", 3 * 100)));
  REQUIRE(few["cross"][0]["measures"][0].contains("value"));
  REQUIRE_FALSE(few["cross"][1]["measures"][0].contains("value"));
}

TEST_CASE("the agreement of checkpoints is drawn, packed and in the JSON", "[serial]") {
  auto model = test::block_model(2, 4, 2);
  model.agreement = {{"gw", "GW <distance>", {1, 0.25, 0.25, std::nan("")}, {0, 0.5, 0.5, std::nan("")}}};
  const std::string page = report::html_page(model, "/* library */"), figure = figure_of(page, "agreement");
  REQUIRE(painted_cells(figure) == 4);
  REQUIRE(count(figure, ">step1</text>") == 2);
  REQUIRE(count(page, "GW &lt;distance&gt;</span>: 1 = the same groups") == 1);
  const auto data = nlohmann::json::parse(test::embedded_json(page));
  REQUIRE(data["agreement"][0]["low"] == 0.25);
  REQUIRE(data["agreement"][0]["high"] == 1);
  const auto json = nlohmann::json::parse(report::page_json(model));
  REQUIRE(json["agreement"][0]["adjusted_rand_index"][0][1] == 0.25);
  REQUIRE(json["agreement"][0]["variation_of_information"][1][1].is_null());
  REQUIRE(nlohmann::json::parse(report::page_json(compared(
              4)))["checkpoints"][1]["cross"][0]["measures"][0]["nearest"] == std::vector<int>{0, 1, 2, 0});
}

TEST_CASE("hostile names of networks stay text", "[serial]") {
  const std::string hostile = "</script><img src=x onerror=alert(1)>\"'&";
  auto model = compared(3);
  model.checkpoint[1].cross[0].name = hostile;
  model.checkpoint[1].cross[0].layer[0] = hostile;
  model.checkpoint[1].cross[0].measure[0].unit = hostile;
  const std::string page = report::html_page(model, "/* library */");
  REQUIRE(count(page, "<img") == 0);
  REQUIRE(count(page, "</script>") == 3);
}

TEST_CASE("a comparison or agreement that does not fit is refused", "[serial]") {
  auto model = compared(4);
  model.checkpoint[1].cross[0].measure[0].nearest[1] = 3;
  REQUIRE_THROWS_WITH(report::html_page(model, ""),
                      "report: step1: against other: gw does not fit the layers");
  model = test::block_model(2, 4, 2);
  model.agreement = {{"gw", "GW distance", {1, 1}, {0, 0}}};
  REQUIRE_THROWS_AS(report::html_page(model, ""), core::InternalError);
}
