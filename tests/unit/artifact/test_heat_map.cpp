#include "heat_map.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace netseam::artifact;

std::vector<std::string> names(std::size_t layers) {
  std::vector<std::string> result;
  for (std::size_t layer = 0; layer < layers; ++layer) result.push_back("l" + std::to_string(layer));
  return result;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result{""};
  for (const char c : text) {
    if (c == '\n')
      result.emplace_back();
    else
      result.back() += c;
  }
  return result;
}

}  // namespace

TEST_CASE("a small map in characters: cells, borders and legend", "[serial]") {
  const std::vector<double> matrix{0, 0.1, 1, 0.1, 0, 0.5, 1, 0.5, 0};
  const std::vector<std::size_t> border{2};
  const auto text = heat_map(names(3), matrix, border, "distance", {false, 80});
  // the levels of 0, 0.1, 0.5 and 1 are 0, 1, 5 and the last of ten
  REQUIRE(text ==
          "   1    2\n"
          "l0   ..|@@\n"
          "l1 ..  |++\n"
          "   ----+--\n"
          "l2 @@++|  \n"
          "distance: 0 [  ..::--==++**##%%@@] 1\n");
}

TEST_CASE("equal layers give an empty map, one layer a map of one cell", "[serial]") {
  const std::vector<double> zero{0};
  REQUIRE(lines(heat_map(names(1), zero, {}, "distance", {false, 80}))[1] == "l0   ");
  const std::vector<double> zeros(4, 0.0);
  REQUIRE(lines(heat_map(names(2), zeros, {}, "distance", {false, 80}))[1] == "l0     ");
}

TEST_CASE("no line of the map is wider than the terminal", "[serial]") {
  const std::size_t columns = GENERATE(std::size_t{40}, std::size_t{80}, std::size_t{133});
  const std::size_t layers = GENERATE(std::size_t{5}, std::size_t{40}, std::size_t{160});
  std::vector<std::size_t> border;
  for (std::size_t layer = 3; layer < layers; layer += 4) border.push_back(layer);
  const auto text = lines(heat_map(names(layers), std::vector<double>(layers * layers, 0.25), border,
                                   "distance", {false, columns}));
  const std::size_t map_lines = text.size() - (text[text.size() - 2].starts_with("GW") ? 2 : 3);
  for (std::size_t line = 0; line < map_lines; ++line) REQUIRE(text[line].size() <= columns);
  // and most of the width is used where layers are many
  if (layers == 160) REQUIRE(text[1].size() > columns - 6);
}

TEST_CASE("blocks of layers show their mean and the border nearest to each edge", "[serial]") {
  // 6 layers in 3 cells of 2
  HeatMapGrid grid;
  grid.edge = {0, 2, 4, 6};
  grid.line_before.assign(3, false);
  std::vector<double> matrix(36);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) matrix[i * 6 + j] = static_cast<double>(10 * i + j);
  // of block (a, b): 10 (2a + 1/2) + 2b + 1/2
  REQUIRE(block_means(matrix, grid, grid) ==
          std::vector<double>{5.5, 7.5, 9.5, 25.5, 27.5, 29.5, 45.5, 47.5, 49.5});

  const std::vector<std::size_t> border{50};
  const HeatMapGrid wide = fit_grid(names(100), border, 60);
  const auto line = static_cast<std::size_t>(
      std::find(wide.line_before.begin(), wide.line_before.end(), true) - wide.line_before.begin());
  REQUIRE(wide.cells() == 27);  // 4 for the name and a space, 1 for the line, 2 for each cell
  REQUIRE(line == 14);          // 50 of 100 lies between the edges 13 of 27 (48) and 14 (51)
}

TEST_CASE("colours run from the first to the last colour and are switched off after each cell", "[serial]") {
  const std::vector<double> matrix{0, 1, 1, 0};
  const auto text = lines(heat_map(names(2), matrix, {}, "distance", {true, 80}));
  REQUIRE(text[1] == "l0 \x1b[48;2;68;1;84m  \x1b[0m\x1b[48;2;253;231;37m  \x1b[0m");
}
