#include "made_network.hpp"

#include "netseam/graph/shuffled_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace netseam;

namespace {

/// Layers of 150, 70 and 9 units, joined one to the next; unit 3 of the first and unit 69 of the second are
/// not in the graph.
struct Network : test::MadeNetwork {
  std::vector<bool> in_graph = std::vector<bool>(229, true);

  Network() : test::MadeNetwork(test::random_network({150, 70, 9}, {{0, 1}, {1, 2}}, 1, 0.3)) {
    in_graph[3] = in_graph[150 + 69] = false;
    for (std::size_t target = 0; target < 70; ++target) weights[0][target * 150 + 3] = 0;
    for (std::size_t source = 0; source < 150; ++source) weights[0][69 * 150 + source] = 0;
    for (std::size_t target = 0; target < 9; ++target) weights[1][target * 70 + 69] = 0;
  }
};

std::vector<float> ask(const graph::BlockRows& rows, std::size_t block, std::size_t targets,
                       std::size_t sources, std::size_t at_once) {
  std::vector<float> all(targets * sources);
  for (std::size_t first = 0; first < targets; first += at_once) {
    const std::size_t count = std::min(at_once, targets - first);
    rows(block, first, count, std::span(all).subspan(first * sources, count * sources));
  }
  return all;
}

std::vector<float> sorted(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("a shuffled network has the weights of the given one between neurons in the graph only",
          "[serial]") {
  const Network made;
  const auto rows =
      graph::shuffled_rows(made.network, made.rows(), made.in_graph, {graph::NullModel::layer, 7, 2});
  const auto first = ask(rows, 0, 70, 150, 70), second = ask(rows, 1, 9, 70, 9);
  for (std::size_t target = 0; target < 70; ++target) REQUIRE(first[target * 150 + 3] == 0);
  for (std::size_t source = 0; source < 150; ++source) REQUIRE(first[69 * 150 + source] == 0);
  for (std::size_t target = 0; target < 9; ++target) REQUIRE(second[target * 70 + 69] == 0);
  REQUIRE(first != made.weights[0]);
  REQUIRE(sorted(first) == sorted(made.weights[0]));
  REQUIRE(sorted(second) == sorted(made.weights[1]));
}

TEST_CASE("a shuffled network is the same whatever rows are asked for, another one for another replicate",
          "[serial]") {
  const Network made;
  const auto make = [&](std::uint32_t replicate) {
    return graph::shuffled_rows(made.network, made.rows(), made.in_graph,
                                {graph::NullModel::layer_nonzero, 7, replicate});
  };
  const auto whole = ask(make(2), 0, 70, 150, 70);
  const auto rows = make(2);
  REQUIRE(ask(rows, 1, 9, 70, 4) == ask(make(2), 1, 9, 70, 9));
  REQUIRE(ask(rows, 0, 70, 150, 7) == whole);  // after another block
  REQUIRE(ask(make(3), 0, 70, 150, 70) != whole);
}

TEST_CASE("what the null model keeps is kept of the neurons in the graph", "[serial]") {
  Network made;
  // more neurons out of the graph, so that shuffling them too would show in the places of zeros
  for (std::size_t unit = 100; unit < 150; ++unit) {
    made.in_graph[unit] = false;
    for (std::size_t target = 0; target < 70; ++target) made.weights[0][target * 150 + unit] = 0;
  }
  const auto rows = graph::shuffled_rows(made.network, made.rows(), made.in_graph,
                                         {graph::NullModel::layer_all_distribution, 7, 0});
  const auto first = ask(rows, 0, 70, 150, 70);
  REQUIRE(std::count(first.begin(), first.end(), 0.0F) ==
          std::count(made.weights[0].begin(), made.weights[0].end(), 0.0F));
  for (std::size_t target = 0; target < 70; ++target)
    for (std::size_t unit = 100; unit < 150; ++unit) REQUIRE(first[target * 150 + unit] == 0);
}
