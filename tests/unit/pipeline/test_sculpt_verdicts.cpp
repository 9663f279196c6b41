#include "sculpt_verdicts.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace netseam;

namespace {

using Edges = std::vector<data::LayerEdge>;

Edges all_to_all(std::uint32_t sources, std::uint32_t targets) {
  Edges edges;
  for (std::uint32_t s = 0; s < sources; ++s)
    for (std::uint32_t t = 0; t < targets; ++t) edges.push_back({s, t, 1});
  return edges;
}

const Edges one_to_one{{0, 0, 1}, {1, 1, 1}};

/// The reused sub-function: inputs and first hidden layer are one module, from which two outputs go their
/// ways.
data::LayeredNetwork reused() {
  return {"reused", {4, 3, 2, 2}, {all_to_all(4, 3), all_to_all(3, 2), one_to_one}};
}
/// Two halves that never meet.
data::LayeredNetwork halves() {
  return {"halves", {4, 2, 2, 2}, {{{0, 0, 1}, {1, 0, 1}, {2, 1, 1}, {3, 1, 1}}, one_to_one, one_to_one}};
}
/// Its outputs hang on nothing.
data::LayeredNetwork cut_off() { return {"cut off", {4, 2, 2, 2}, {all_to_all(4, 2), all_to_all(2, 2), {}}}; }

pipeline::GridNetwork grid_network(data::LayeredNetwork chosen, std::vector<data::LayeredNetwork> tied) {
  pipeline::GridNetwork network;
  network.chosen.network = std::move(chosen);
  network.chosen.depth = 2;
  network.tied = std::move(tied);
  return network;
}

pipeline::NamedTask reused_task() { return {"4-1-2-2", {}, tasks::BooleanFamily::reused}; }

const std::string tied_part = "success of this or of a tied network";

std::size_t successes(const data::SculptedNetworks& sculpted, const std::string& part) {
  for (const auto& rate : sculpted.rate)
    if (rate.part == part) return rate.successes;
  FAIL("no rate of " << part);
  return 0;
}

}  // namespace

TEST_CASE("what a tied network shows is told, and does not count as success", "[serial]") {
  const pipeline::Config config;
  const auto [sculpted, found] = pipeline::judge_networks(
      config, reused_task(),
      {grid_network(reused(), {}), grid_network(reused(), {halves()}),
       grid_network(halves(), {cut_off(), reused()}), grid_network(halves(), {cut_off(), halves()})});
  REQUIRE((sculpted.network.size() == 4 && found.size() == 4));
  CHECK(sculpted.task == "4-1-2-2");
  CHECK(sculpted.rate.front().trials == 4);
  CHECK(successes(sculpted, "success") == 2);
  CHECK(successes(sculpted, tied_part) == 3);
  const std::vector<bool> expected{true, true, true, false};
  for (std::size_t n = 0; n < 4; ++n) {
    const auto& part = sculpted.network[n].part.back();
    CHECK((part.name == tied_part && !part.required && part.holds == expected[n]));
    CHECK(found[n].name == sculpted.network[n].network.name);
  }
}

TEST_CASE("networks without modules are not judged, nor those of tasks without a rule", "[serial]") {
  const pipeline::Config config;
  const auto faulty = pipeline::judge_networks(config, reused_task(), {grid_network(cut_off(), {reused()})});
  CHECK((faulty.sculpted.rate.empty() && faulty.sculpted.network.front().part.empty()));
  CHECK_FALSE(faulty.hierarchy.front().fault.empty());
  const auto [free, found] = pipeline::judge_networks(config, {"line", {}, {}}, {grid_network(reused(), {})});
  CHECK((free.rate.empty() && free.rule.empty() && free.network.front().part.empty()));
  CHECK(found.front().fault.empty());
}
