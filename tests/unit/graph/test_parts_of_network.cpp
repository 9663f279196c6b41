#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/graph/local_network.hpp"
#include "netseam/graph/neurons_in_graph.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace netseam;
using graph::IsolatedRule;

TEST_CASE("the old rule drops components that do not reach from the first to the last layer", "[serial]") {
  const auto made = test::random_network({3, 3, 2}, {{0, 1}, {1, 2}}, 1);
  // neurons 0 1 2 | 3 4 5 | 6 7; 0-3-6 goes through; 1-4 ends in the middle; 5-7 begins there; 2 is alone
  const std::vector<std::int32_t> component = {0, 1, -1, 0, 1, 2, 0, 2};
  CHECK(graph::neurons_in_graph(IsolatedRule::no_edges, made.network, component) ==
        std::vector<bool>{true, true, false, true, true, true, true, true});
  const auto in_graph = graph::neurons_in_graph(IsolatedRule::unconnected, made.network, component);
  CHECK(in_graph == std::vector<bool>{true, false, false, true, false, false, true, false});

  std::vector<float> row(3);
  const auto rows = graph::rows_in_graph(made.network, made.rows(), in_graph);
  rows(0, 0, 1, row);
  CHECK(row == std::vector<float>{made.weights[0][0], 0, 0});
  rows(0, 1, 1, row);
  CHECK(row == std::vector<float>{0, 0, 0});
}

TEST_CASE("three layers and stars keep their blocks and weights", "[serial]") {
  const auto made = test::odd_networks()[0];  // 7 13 29 5; 0-1 1-2 2-3 0-2 1-3
  const auto triple = graph::three_layers(made.network, 1);
  CHECK(triple.layer == std::vector<std::size_t>{0, 1, 2});
  CHECK(triple.block == std::vector<std::size_t>{0, 1, 3});
  CHECK(triple.centre == 1);
  CHECK(triple.network.neurons() == 49);

  const auto star = graph::star_of_layer(made.network, 3);
  CHECK(star.layer == std::vector<std::size_t>{1, 2, 3});
  CHECK(star.block == std::vector<std::size_t>{2, 4});
  CHECK(star.centre == 2);
  REQUIRE(star.network.block.size() == 2);
  CHECK(star.network.block[1].name == "w4");
  CHECK((star.network.block[1].source == 0 && star.network.block[1].target == 2));
  CHECK(star.network.layer[0].name == "layer1");

  std::vector<float> row(13);
  graph::local_rows(star, made.rows())(1, 4, 1, row);
  CHECK(row == std::vector<float>(made.weights[4].begin() + 4 * 13, made.weights[4].begin() + 5 * 13));
  CHECK_THROWS_AS(graph::three_layers(made.network, 0), core::InternalError);
  CHECK_THROWS_AS(graph::three_layers(made.network, 3), core::InternalError);
  CHECK_THROWS_AS(graph::star_of_layer(made.network, 4), core::InternalError);
}
