#include "sample_page.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/html_page.hpp"
#include "netseam/report/page_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace netseam;
using test::count;

namespace {

/// Two inputs, three of four hidden units, two outputs; modules {input 0, hidden 0}, {input 1}, {others}.
data::NetworkHierarchy sample_network(const std::string& name) {
  data::NetworkHierarchy network{name, {2, 4, 2}, {}, {}, {}};
  network.modules.kept = {{0, 1}, {0, 2, 3}, {0, 1}};
  network.modules.cluster = {{0, 1}, {0, 1, 1}, {0, 1}};
  network.modules.module = {{0, 1}, {0, 2, 2}, {2, 2}};
  network.edge = {{{0, 0}, {0, 1}, {1, 1}, {1, 2}}, {{0, 0}, {1, 0}, {2, 1}}};
  network.modules.edge = {{0, 2, 2}, {1, 2, 2}};
  network.modules.variant = {
      {"unit order 1", true, true}, {"theta 0.5", false, true}, {"tau 0", false, false}};
  return network;
}

report::PageModel sample_model(std::size_t networks) {
  report::PageModel model{"study", {}, {}, {}, {}, {}};
  model.hierarchy.push_back({"masks", {}, {{"commit", "c0ffee"}}});
  for (std::size_t n = 0; n < networks; ++n)
    model.hierarchy.back().network.push_back(sample_network("net <" + std::to_string(n) + ">"));
  return model;
}

}  // namespace

TEST_CASE("a network is drawn with its units, edges and frames of modules", "[serial]") {
  const std::string page = report::html_page(sample_model(1), "");
  REQUIRE(count(page, "class=\"unit\"") == 7);
  REQUIRE(count(page, "<line ") == 7);
  REQUIRE(count(page, "class=\"frame\"") == 5);  // two, two and one module in the three layers
  REQUIRE(count(page, "<title>layer 1, unit 3: module 2, cluster 1 of its layer</title>") == 1);
  REQUIRE(count(page, "class=\"module\"") == 3);
  REQUIRE(count(page, "<title>2 edges from module 0 to module 2</title>") == 1);
  REQUIRE(count(page, "<strong>3 modules</strong>, which another order of the units changes") == 1);
  REQUIRE(count(page, "<li>units in another order (ties): other modules in 1 of 1</li>") == 1);
  REQUIRE(count(page, "<li>theta 0.5: other modules in 1 of 1</li>") == 1);
  REQUIRE(count(page, "<li>tau 0: other modules in 0 of 1</li>") == 1);
  REQUIRE(count(page, "net &lt;0&gt;") > 0);
  REQUIRE(count(page, "net <0>") == 0);
  REQUIRE(count(page, "c0ffee") == 1);
}

TEST_CASE("rates of success stand with the networks that they count", "[serial]") {
  auto model = sample_model(1);
  REQUIRE(count(report::html_page(model, ""), "95 % interval") == 0);
  model.hierarchy[0].rate = {{"[2,<1>,2], 1 hidden layer", "success", 3, 4, 0.3, 0.95}};
  const std::string page = report::html_page(model, "");
  REQUIRE(count(page,
                "<tr><th scope=\"row\">[2,&lt;1&gt;,2], 1 hidden layer</th><td>success</td><td>3 of 4</td>"
                "<td>0.30 to 0.95</td></tr>") == 1);
}

TEST_CASE("many networks and large ones are counted, not drawn", "[serial]") {
  auto model = sample_model(40);
  model.hierarchy[0].network[3].fault = "net: output 1: <nothing>";
  const std::string page = report::html_page(model, "");
  REQUIRE(count(page, "<h4>") == 12);
  REQUIRE(count(page, "12 of 39 networks are drawn") == 1);
  REQUIRE(count(page, "<tr><th scope=\"row\">3</th><td>39</td></tr>") == 1);
  REQUIRE(count(page, "net: output 1: &lt;nothing&gt;") == 1);

  auto large = sample_model(1);
  auto& network = large.hierarchy[0].network[0];
  network.units[1] = 61;
  network.modules.kept[1].clear();
  for (std::size_t u = 0; u < 61; ++u) network.modules.kept[1].push_back(u);
  network.modules.cluster[1].assign(61, 0);
  network.modules.module[1].assign(61, 0);
  const std::string text = report::html_page(large, "");
  REQUIRE(count(text, "Too large to be drawn") == 1);
  REQUIRE(count(text, "class=\"unit\"") == 0);
}

TEST_CASE("the numbers of modules are in the report's JSON", "[serial]") {
  auto model = sample_model(2);
  model.hierarchy[0].network[0].function = {2, 1, 2};
  model.hierarchy[0].rate = {{"[2,1,2], 1 hidden layer", "success", 3, 4, 0.25, 0.5}};
  model.hierarchy[0].network[1] = {"bad", {1}, {}, {}, "why"};
  const auto json = nlohmann::json::parse(report::page_json(model));
  const auto& networks = json["hierarchy"][0]["networks"];
  REQUIRE(networks.size() == 2);
  REQUIRE(networks[0]["modules"] == nlohmann::json::parse("[[0, 1], [0, 2, 2], [2, 2]]"));
  REQUIRE(networks[0]["quotient"] == nlohmann::json::parse("[[0, 2, 2], [1, 2, 2]]"));
  REQUIRE(networks[0]["tie_sensitive"] == true);
  REQUIRE(networks[0]["function"] == nlohmann::json::parse("[2, 1, 2]"));
  REQUIRE(
      json["hierarchy"][0]["rates"] ==
      nlohmann::json::parse(
          R"([{"group": "[2,1,2], 1 hidden layer", "part": "success", "successes": 3, "trials": 4, "low": 0.25, "high": 0.5}])"));
  REQUIRE(networks[1]["fault"] == "why");
}

TEST_CASE("modules that do not fit their units are an internal error", "[serial]") {
  const auto fails = [](auto spoil) {
    auto model = sample_model(1);
    spoil(model.hierarchy[0].network[0]);
    REQUIRE_THROWS_AS(report::html_page(model, ""), core::InternalError);
  };
  fails([](auto& network) { network.modules.module[1].pop_back(); });
  fails([](auto& network) { network.edge[0][0][1] = 3; });
  fails([](auto& network) { network.edge.pop_back(); });
  fails([](auto& network) { network.modules.edge[0].to = 3; });
  fails([](auto& network) { network.modules.kept[0].clear(); });
}
