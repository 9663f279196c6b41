#include "netseam/hierarchy/find_modules.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <vector>

using namespace netseam;
using nlohmann::json;

namespace {

std::vector<json> published_cases() {
  std::ifstream file(std::string(NETSEAM_TEST_DATA) + "/sculpting/networks.jsonl");
  std::vector<json> cases;
  for (std::string line; std::getline(file, line);) cases.push_back(json::parse(line));
  return cases;
}

data::LayeredNetwork network_of(const json& entry) {
  data::LayeredNetwork network;
  network.units = entry["arch"].get<std::vector<std::size_t>>();
  for (const json& layer : entry["edges"]) {
    network.edge.emplace_back();
    for (const json& edge : layer)
      network.edge.back().push_back({edge[0].get<std::uint32_t>(), edge[1].get<std::uint32_t>(), 1});
  }
  return network;
}

}  // namespace

TEST_CASE("published networks have their published modules, with every figure on the way", "[serial]") {
  const std::vector<json> cases = published_cases();
  REQUIRE(cases.size() == 8);
  for (const json& entry : cases) {
    INFO("case " << entry["name"]);
    const data::LayeredNetwork network = network_of(entry);
    REQUIRE_FALSE(hierarchy::network_fault(network));
    const auto condensed = hierarchy::condense(network);
    REQUIRE_FALSE(hierarchy::condensed_fault(condensed));
    const auto found = hierarchy::find_modules(condensed, {});
    REQUIRE(json(found.kept) == entry["kept"]);
    REQUIRE(json(found.cluster) == entry["clusters"]);
    REQUIRE(json(found.module) == entry["modules"]);
    REQUIRE(found.decision.size() == entry["trace"].size());
    for (std::size_t l = 0; l < found.decision.size(); ++l) {
      INFO("layer " << l);
      const json& trace = entry["trace"][l];
      const data::LayerDecision& decision = found.decision[l];
      REQUIRE(decision.units == trace["n"]);
      REQUIRE(decision.possible == trace["N"]);
      REQUIRE(decision.criterion.size() == trace["Q"].size());
      for (std::size_t k = 0; k < decision.criterion.size(); ++k)  // both are rounded to 8 decimals
        REQUIRE(decision.criterion[k] == Approx(trace["Q"][k].get<double>()).margin(1.01e-8));
      REQUIRE(decision.by_criterion == trace["kQ"]);
      if (!trace["zsep"].is_null())
        REQUIRE(decision.z_separate == Approx(trace["zsep"].get<double>()).margin(1e-12));
      if (!trace["zsin"].is_null())
        REQUIRE(decision.z_one == Approx(trace["zsin"].get<double>()).margin(1e-12));
      REQUIRE(decision.proposes_separate == !trace["sep"].is_null());
      REQUIRE(decision.proposes_one == !trace["sin"].is_null());
      REQUIRE(decision.clusters == trace["k"]);
    }
  }
}
