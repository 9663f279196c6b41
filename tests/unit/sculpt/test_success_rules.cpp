#include "netseam/core/error.hpp"
#include "netseam/sculpt/success_rules.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <numeric>
#include <string>
#include <vector>

using namespace netseam;
using nlohmann::json;
using tasks::BooleanFamily;

namespace {

using List = std::vector<std::size_t>;

// Modules of a network of which all units are left; clusters of inputs are their modules unless given.
data::NetworkModules modules_of(const std::vector<List>& module, List input_cluster = {}) {
  data::NetworkModules modules;
  modules.module = module;
  modules.cluster = module;
  if (!input_cluster.empty()) modules.cluster[0] = std::move(input_cluster);
  for (const List& layer : module) {
    modules.kept.emplace_back(layer.size());
    std::iota(modules.kept.back().begin(), modules.kept.back().end(), std::size_t{0});
  }
  return modules;
}

// The parts of a verdict that hold, as 0 and 1.
std::string holds(BooleanFamily family, const data::NetworkModules& modules) {
  std::string text;
  for (const auto& part : sculpt::judge(family, modules)) text += part.holds ? '1' : '0';
  return text;
}

bool success(BooleanFamily family, const data::NetworkModules& modules) {
  return sculpt::succeeded(sculpt::judge(family, modules));
}

}  // namespace

TEST_CASE("published networks: seven successes and the published failure", "[serial]") {
  std::ifstream file(std::string(NETSEAM_TEST_DATA) + "/sculpting/networks.jsonl");
  std::map<std::string, json> cases;
  for (std::string line; std::getline(file, line);) {
    const json entry = json::parse(line);
    cases[entry["name"].get<std::string>()] = entry;
  }
  const std::map<std::string, std::string> parts{{"A", "1"},   {"B", "111"}, {"C", "11"},  {"D", "111"},
                                                 {"E", "111"}, {"F", "1"},   {"G", "111"}, {"H", "001"}};
  REQUIRE(cases.size() == parts.size());
  for (const auto& [name, entry] : cases) {
    INFO("case " << name);
    data::NetworkModules modules;
    modules.kept = entry["kept"].get<std::vector<List>>();
    modules.cluster = entry["clusters"].get<std::vector<List>>();
    modules.module = entry["modules"].get<std::vector<List>>();
    const auto function = tasks::boolean_function(entry["function"].get<List>());
    REQUIRE(function);
    REQUIRE(holds(function->family, modules) == parts.at(name));
    REQUIRE(success(function->family, modules) == (name != "H"));
  }
}

TEST_CASE("two separate modules, with their own outputs", "[serial]") {
  const auto family = BooleanFamily::input_separable;
  REQUIRE(success(family, modules_of({{0, 0, 1, 1}, {0, 1, 1}, {0, 0, 1, 1}})));
  REQUIRE_FALSE(success(family, modules_of({{0, 0, 1, 1}, {0, 1, 1}, {1, 1, 0, 0}})));  // crossed
  REQUIRE_FALSE(success(family, modules_of({{0, 1, 0, 1}, {0, 1, 1}, {0, 1, 0, 1}})));  // other inputs
  REQUIRE_FALSE(success(family, modules_of({{0, 0, 1, 1}, {0, 1, 2}, {0, 0, 1, 1}})));  // a third module
  REQUIRE_FALSE(success(family, modules_of({{0, 0, 0, 0}, {0, 0, 0}, {0, 0, 0, 0}})));
  auto cut = modules_of({{0, 0, 1}, {0, 1, 1}, {0, 0, 1, 1}});
  cut.kept[0] = {0, 1, 2};  // input 3 was cut off
  REQUIRE_FALSE(success(family, cut));
}

TEST_CASE("one module, and three pairs", "[serial]") {
  REQUIRE(success(BooleanFamily::none, modules_of({{0, 0, 0, 0}, {0, 0}, {0, 0, 0, 0}})));
  REQUIRE_FALSE(success(BooleanFamily::none, modules_of({{0, 0, 0, 0}, {0, 0}, {0, 0, 0, 1}})));
  const auto family = BooleanFamily::separable_and_reused;
  REQUIRE(holds(family, modules_of({{0, 0, 1, 1, 2, 2}, {1, 2, 0}, {3, 4, 5}})) == "11");
  REQUIRE(holds(family, modules_of({{0, 1, 0, 1, 2, 2}, {1, 2, 0}, {3, 4, 5}})) == "01");
  REQUIRE(holds(family, modules_of({{0, 0, 1, 1, 2, 2}, {1, 2, 0, 3}, {4, 5, 6}})) == "10");
}

TEST_CASE("a reused sub-function needs a second hidden layer", "[serial]") {
  const auto family = BooleanFamily::reused;
  REQUIRE(holds(family, modules_of({{0, 0, 0, 0}, {0, 0, 0}, {1, 2}, {1, 2, 1, 2}})) == "111");
  REQUIRE(holds(family, modules_of({{0, 0, 0, 0}, {0, 0, 0}, {0, 0, 0, 0}})) == "101");
  REQUIRE(holds(family, modules_of({{0, 0, 0, 0}, {0, 1, 0}, {1, 2}, {1, 2, 1, 2}})) == "011");
  REQUIRE(holds(family, modules_of({{0, 0, 0, 0}, {0, 0, 0}, {1, 2}, {1, 2, 2, 1}})) ==
          "101");  // not even and odd
  REQUIRE(holds(family, modules_of({{0, 0, 0, 0}, {0, 0, 0}, {0, 1}, {1, 2, 1, 2}})) == "110");
}

TEST_CASE("what a hierarchy of levels must show depends on the depth", "[serial]") {
  const auto family = BooleanFamily::levels;
  const List inputs{0, 0, 0, 0, 1, 1, 1, 1}, mixed{0, 1, 0, 0, 0, 1, 1, 1};
  const auto one = modules_of({inputs, {0, 1}, {2, 2, 2, 2}});
  REQUIRE(success(family, one));
  REQUIRE_FALSE(success(family, modules_of({mixed, {0, 1}, {2, 2, 2, 2}})));
  REQUIRE(holds(family, modules_of({inputs, {0, 1}, {2, 2}, {2, 2, 2, 2}})) == "110");
  REQUIRE(success(family, modules_of({inputs, {0, 1}, {2, 2}, {2, 2, 2, 2}})));
  REQUIRE(holds(family, modules_of({inputs, {0, 1}, {2, 3}, {2, 3, 2, 3}})) == "101");
  REQUIRE_FALSE(success(family, modules_of({inputs, {0, 1}, {2, 3}, {2, 3, 2, 3}})));
  REQUIRE(holds(family, modules_of({inputs, {0, 1}, {2, 2}, {3, 4}, {3, 4, 3, 4}})) == "111");
  REQUIRE(holds(family, modules_of({inputs, {0, 1}, {2, 2}, {2, 2}, {2, 2, 2, 2}})) == "110");
  REQUIRE_FALSE(success(family, modules_of({inputs, {0, 1}, {2, 2}, {2, 2}, {2, 2, 2, 2}})));
  REQUIRE(holds(family, modules_of({inputs, {0, 1}, {0, 0}, {3, 4}, {3, 4, 3, 4}})) ==
          "101");  // a module of inputs
  REQUIRE(holds(family, modules_of({inputs, {0, 2}, {3, 3}, {4, 5}, {4, 5, 4, 5}})) == "011");
}

TEST_CASE("overlapping inputs are judged by their clusters", "[serial]") {
  const std::vector<std::vector<List>> later{{{4, 5}, {4, 5, 4, 5}}, {{4, 5}, {5, 5}, {4, 5, 4, 5}}};
  const struct {
    BooleanFamily family;
    List right, wrong;
  } cases[] = {{BooleanFamily::overlap_0, {0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 0, 1, 1, 1, 1, 1}},
               {BooleanFamily::overlap_1, {0, 0, 0, 1, 2, 2, 2}, {0, 0, 0, 0, 1, 1, 1}},
               {BooleanFamily::overlap_2, {0, 0, 1, 1, 2, 2}, {0, 0, 0, 1, 1, 1}},
               {BooleanFamily::overlap_3, {0, 1, 1, 1, 2}, {0, 1, 1, 2, 2}},
               {BooleanFamily::overlap_4, {0, 0, 0, 0}, {0, 0, 0, 1}}};
  for (const auto& c : cases) {
    const auto of = [&](const List& clusters, const std::vector<List>& rest) {
      std::vector<List> layers{List(clusters.size(), 0)};  // modules of inputs do not count
      layers.insert(layers.end(), rest.begin(), rest.end());
      return holds(c.family, modules_of(layers, clusters)).substr(0, 3);
    };
    REQUIRE(of(c.right, later[0]) == "111");
    REQUIRE(of(c.wrong, later[0]) == "011");
    REQUIRE(of(c.right, later[1]) == "101");
    REQUIRE(of(c.right, {{4, 4}, {4, 4, 4, 4}}) == "100");
  }
  // three common inputs: the sizes decide, the expected clusters are told besides
  const auto other = modules_of({{0, 0, 0, 0, 0}, {4, 5}, {4, 5}}, {0, 0, 0, 1, 2});
  REQUIRE(holds(BooleanFamily::overlap_3, other) == "1110");
  REQUIRE(success(BooleanFamily::overlap_3, other));
}

TEST_CASE("modules without hidden layers or clusters cannot be judged", "[serial]") {
  REQUIRE_THROWS_AS(sculpt::judge(BooleanFamily::none, modules_of({{0}, {0}})), core::InternalError);
  auto bare = modules_of({{0}, {0}, {0}});
  bare.cluster.clear();
  REQUIRE_THROWS_AS(sculpt::judge(BooleanFamily::none, bare), core::InternalError);
}
