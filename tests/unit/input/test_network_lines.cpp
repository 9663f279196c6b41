#include "temp_directory.hpp"

#include "netseam/input/network_lines.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace netseam;
using input::parse_network_line;

TEST_CASE("a line of JSON is a network", "[serial]") {
  const auto read = parse_network_line(
      R"({"name": "a", "arch": [2, 1, 2], "edges": [[[0, 0], [1, 0]], [[0, 1]]], "weights": [[1, -2.5], [0.25]], "x": {}})",
      "f", 3);
  REQUIRE_FALSE(read.fault);
  REQUIRE(read.network.name == "a");
  REQUIRE(read.network.units == std::vector<std::size_t>{2, 1, 2});
  REQUIRE(read.network.edge.size() == 2);
  REQUIRE(read.network.edge[0].size() == 2);
  REQUIRE((read.network.edge[0][1].source == 1 && read.network.edge[0][1].target == 0));
  REQUIRE(read.network.edge[0][1].weight == -2.5);
  REQUIRE(read.network.edge[1][0].weight == 0.25);
  REQUIRE(read.network.function.empty());
  const auto known =
      parse_network_line(R"({"arch": [1, 1], "edges": [[]], "function": [4, 1, 2, 16]})", "f", 3);
  REQUIRE_FALSE(known.fault);
  REQUIRE(known.network.function == std::vector<std::size_t>{4, 1, 2, 16});
  const auto plain = parse_network_line(R"({"arch": [1, 1], "edges": [[[0, 0]]]})", "f", 3);
  REQUIRE(plain.network.name == "line 3");
  REQUIRE(plain.network.edge[0][0].weight == 1);
}

TEST_CASE("what is no network is refused with line, place, and what was found", "[serial]") {
  const auto fault = [](const std::string& line) {
    const auto read = parse_network_line(line, "nets.jsonl", 7);
    REQUIRE(read.fault);
    REQUIRE(read.fault->file == "nets.jsonl");
    return read.fault->place + ": " + read.fault->found;
  };
  REQUIRE(fault("[1, 2]") == "line 7: [1,2]");
  REQUIRE(fault("{\"arch\"").starts_with("line 7: no JSON"));
  REQUIRE(fault(std::string(100000, '[')) == "line 7: lists in lists in lists");
  REQUIRE(fault(R"({"edges": []})") == "line 7: arch: nothing");
  REQUIRE(fault(R"({"arch": 3, "edges": []})") == "line 7: arch: 3");
  REQUIRE(fault(R"({"arch": [2, -1], "edges": []})") == "line 7: arch[1]: -1");
  REQUIRE(fault(R"({"arch": [2, 1e30], "edges": []})") == "line 7: arch[1]: 1e+30");
  REQUIRE(fault(R"({"arch": [2, 2]})") == "line 7: edges: nothing");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [7]})") == "line 7: edges[0]: 7");
  REQUIRE(fault(R"({"arch": [2, 2, 2], "edges": [[[0, 0, 2, 1]]]})") == "line 7: edges[0][0]: [0,0,2,1]");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[[0, 0.5]]]})") == "line 7: edges[0][0]: 0.5");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[[0, "a"]]]})") == "line 7: edges[0][0]: \"a\"");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[[0, 0]]], "weights": [[]]})") == "line 7: weights[0]: []");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[[0, 0]]], "weights": [["w"]]})") ==
          "line 7: weights[0][0]: \"w\"");
  REQUIRE(
      fault(R"({"arch": [2, 2], "edges": [[[0, 0]]], "weights": [[1e999]]})").starts_with("line 7: no JSON"));
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[]], "function": "4-2-4"})") == "line 7: function: \"4-2-4\"");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[]], "function": [4, -2]})") == "line 7: function[1]: -2");
  REQUIRE(fault(R"({"arch": [2, 2], "edges": [[]], "function": [4, [2]]})") == "line 7: function[1]: [2]");
  REQUIRE(fault(R"({"name": 5, "arch": [2, 2], "edges": [[]]})") == "line 7: name: 5");
}

TEST_CASE("lines keep their numbers over blank ones; files without any are refused", "[serial]") {
  const test::TempDirectory folder;
  const auto write = [&](const std::string& text) {
    std::ofstream(folder.path() / "nets.jsonl") << text;
    return folder.path() / "nets.jsonl";
  };
  const auto lines = input::read_text_lines(write("a\n\n  \r\nb\r\n"));
  REQUIRE(lines.size() == 2);
  REQUIRE((lines[0].number == 1 && lines[1].number == 4));
  REQUIRE_THROWS_AS(input::read_text_lines(write("\n\n")), core::InputError);
  REQUIRE_THROWS_AS(input::read_text_lines(folder.path() / "none"), core::InputError);
  REQUIRE_THROWS_AS(input::read_text_lines(folder.path()), core::InputError);
}
