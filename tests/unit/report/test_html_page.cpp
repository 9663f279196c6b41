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

/// Area in cells that the static map of `page` paints: the sum of the lengths of its runs.
std::size_t painted_cells(const std::string& figure) {
  std::size_t area = 0;
  for (std::size_t end = figure.find("v1H"); end != std::string::npos; end = figure.find("v1H", end + 1))
    area += std::stoul(figure.substr(figure.rfind('h', end) + 1));
  return area;
}

std::string first_figure(const std::string& page) {
  const std::size_t begin = page.find("<svg");
  return page.substr(begin, page.find("</svg>", begin) - begin);
}

const std::string d3 = "/* library */";

}  // namespace

TEST_CASE("the static map has every cell once and the borders where the data says", "[serial]") {
  const auto model = test::block_model(3, 12, 4);
  const std::string page = report::html_page(model, d3), figure = first_figure(page);
  REQUIRE(painted_cells(figure) == 144);
  REQUIRE(count(figure, "class=\"border\"") == 2);
  REQUIRE(count(figure, "data-border=\"4\"") == 1);
  REQUIRE(count(figure, "data-border=\"8\"") == 1);
  REQUIRE(count(figure, ">75 %</text>") == 2);
  REQUIRE(count(figure, ">layer.11</text>") == 2);
  REQUIRE(count(page, "GW distance (no unit)") > 0);
}

TEST_CASE("the page says the groups as named inclusive ranges", "[serial]") {
  const std::string page = report::html_page(test::block_model(1, 12, 4), d3);
  for (const char* group : {"layer.0 to layer.3", "layer.4 to layer.7", "layer.8 to layer.11"})
    REQUIRE(count(page, std::string("<span class=\"group\">") + group + "</span>") == 2);
  REQUIRE(count(page, "| 75 % |") == 4);
}

TEST_CASE("a border says how it stands beside the untrained twin", "[serial]") {
  auto model = test::block_model(1, 4, 2);
  model.checkpoint[0].measure[0].segmentation.twin_p_value = {0.125};
  model.checkpoint[0].measure[0].segmentation.twin_null_model = "7 resamples of 1 untrained network";
  const std::string page = report::html_page(model, d3);
  REQUIRE(count(page, "| 75 %, untrained p = 0.12 |") == 2);  // rounded to two digits, ties to even
  REQUIRE(nlohmann::json::parse(test::embedded_json(page))["checkpoints"][0]["measures"][0]["twin_p"][0] ==
          0.125);
  const auto json = nlohmann::json::parse(report::page_json(model));
  const auto& measure = json["checkpoints"][0]["measures"][0];
  REQUIRE(measure["groups"][1]["border_twin_p"] == 0.125);
  REQUIRE(measure["twin_null_model"] == "7 resamples of 1 untrained network");
}

TEST_CASE("hostile names stay text everywhere", "[serial]") {
  const std::string hostile = "</script><img src=x onerror=alert(1)>\"'&\xe2\x80\xa8";
  auto model = test::block_model(2, 3, 1);
  model.study = hostile;
  model.problem.push_back({hostile, hostile});
  for (auto& checkpoint : model.checkpoint) {
    checkpoint.name += hostile;
    checkpoint.layer = {hostile, hostile + "1", "\xff\xfe"};
    checkpoint.provenance.emplace_back(hostile, hostile);
    checkpoint.measure[0].title = hostile;
    checkpoint.measure[0].word[0] = hostile;
    checkpoint.measure[0].note.push_back(hostile);
    checkpoint.profile.push_back({hostile, hostile, hostile, hostile, {1, 2, 3}});
  }
  const std::string page = report::html_page(model, d3);
  REQUIRE(count(page, "<img") == 0);
  REQUIRE(count(page, "onerror=alert(1)>") == 0);
  REQUIRE(count(page, "<script") == 3);
  REQUIRE(count(page, "</script>") == 3);
  const auto data = nlohmann::json::parse(test::embedded_json(page));
  REQUIRE(data["study"] == hostile);
  REQUIRE(data["layers"][0][0] == hostile);
}

TEST_CASE("a page loads nothing", "[serial]") {
  const std::string page = report::html_page(test::block_model(2, 5, 2), report::embedded_d3());
  REQUIRE(count(page, "default-src 'none'") == 1);
  REQUIRE(count(page, "<link rel=\"icon\" href=\"data:,\">") == 1);
  for (const char* loads : {"<script src", "<img ", "@import", "url(http", "<iframe"})
    REQUIRE(count(page, loads) == 0);
}

TEST_CASE("a page of two layers and a page of 200", "[serial]") {
  REQUIRE(painted_cells(first_figure(report::html_page(test::block_model(1, 2, 1), d3))) == 4);
  const std::string page = report::html_page(test::block_model(1, 200, 40), d3), figure = first_figure(page);
  REQUIRE(painted_cells(figure) == 40000);
  // labels at least 13 of 560 units apart: every fifth of 200 layers, on two axes
  REQUIRE(count(figure, ">layer.") == 80);
  REQUIRE(report::html_page(test::block_model(1, 1, 1), d3).find("1 checkpoint, 1 layer, 300 samples.") !=
          std::string::npos);
}

TEST_CASE("without d3 the page has no scripts and says so", "[serial]") {
  const std::string page = report::html_page(test::block_model(2, 5, 2), "");
  REQUIRE(count(page, "<script") == 0);
  REQUIRE(count(page, "built without d3") == 1);
  REQUIRE(painted_cells(first_figure(page)) == 25);
}

TEST_CASE("many checkpoints have two small maps, few have one each", "[serial]") {
  REQUIRE(count(report::html_page(test::block_model(6, 5, 2), d3), "<figure data-checkpoint=") == 6);
  REQUIRE(count(report::html_page(test::block_model(40, 5, 2), d3), "<figure data-checkpoint=") == 2);
}

TEST_CASE("what could not be read is named", "[serial]") {
  auto model = test::block_model(1, 4, 2);
  model.problem.push_back({"step9", "layers.h5: signature: found text, expected HDF5"});
  const std::string page = report::html_page(model, d3);
  REQUIRE(count(page, "<strong>step9</strong>: layers.h5: signature: found text, expected HDF5") == 1);
}

TEST_CASE("provenance is shown once where it is shared", "[serial]") {
  const std::string page = report::html_page(test::block_model(3, 4, 2), d3);
  REQUIRE(count(page, "<th scope=\"row\">seed</th>") == 1);
  REQUIRE(count(page, "<th scope=\"row\">checkpoint</th>") == 3);
}

TEST_CASE("a model that does not fit together is refused", "[serial]") {
  REQUIRE_THROWS_AS(report::html_page({}, d3), core::InternalError);
  auto model = test::block_model(1, 4, 2);
  model.checkpoint[0].measure[0].least.pop_back();
  REQUIRE_THROWS_WITH(report::html_page(model, d3), "report: step0: gw: found 5 values, expected 6");
  model = test::block_model(1, 4, 2);
  model.checkpoint[0].measure[0].segmentation.border = {4};
  REQUIRE_THROWS_AS(report::html_page(model, d3), core::InternalError);
}

TEST_CASE("the JSON has the numbers as they are", "[serial]") {
  auto model = test::block_model(1, 4, 2);
  model.checkpoint[0].measure[0].value[5] = std::numeric_limits<double>::quiet_NaN();
  model.checkpoint[0].measure[0].value[0] = 1.0 / 3;
  const auto json = nlohmann::json::parse(report::page_json(model));
  const auto& measure = json["checkpoints"][0]["measures"][0];
  REQUIRE(measure["value"][0][1] == 1.0 / 3);
  REQUIRE(measure["value"][1][0] == 1.0 / 3);
  REQUIRE(measure["value"][2][3].is_null());
  REQUIRE(measure["value"][3][3] == 0);
  REQUIRE(measure["least"][0][3] == model.checkpoint[0].measure[0].least[2]);
  REQUIRE(measure["groups"][1]["layers"] == "layer.2 to layer.3");
  REQUIRE(measure["groups"][1]["border_confidence"] == 0.75);
}
