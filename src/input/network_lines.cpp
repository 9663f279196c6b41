#include "netseam/input/network_lines.hpp"

#include "file_kind.hpp"
#include "refuse.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <utility>

namespace netseam::input {
namespace {

using nlohmann::json;

constexpr int deepest = 8;                                 // levels of a line
constexpr std::size_t most_layers = std::size_t{1} << 16;  // of a network
constexpr std::uint64_t most_units = std::numeric_limits<std::uint32_t>::max();

struct Line {
  std::string file;
  std::size_t number;

  [[noreturn]] void fail(const std::string& place, const std::string& found,
                         const std::string& expected) const {
    refuse(file, fmt::format("line {}{}", number, place.empty() ? "" : ": " + place), found, expected);
  }
};

std::string shown(const json& value) {
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  constexpr std::size_t longest = 60;
  if (text.size() > longest) text = text.substr(0, longest) + "...";
  return text;
}

json parse(std::string_view text, const Line& line) {
  const auto check = [&line](int depth, json::parse_event_t, json&) {
    if (depth > deepest) line.fail("", "lists in lists in lists", "an object with arch and edges");
    return true;
  };
  try {
    json parsed = json::parse(text.begin(), text.end(), check);
    if (!parsed.is_object()) line.fail("", shown(parsed), "an object with arch and edges");
    return parsed;
  } catch (const json::exception& error) {
    line.fail("", fmt::format("no JSON ({})", error.what()), "an object with arch and edges");
  }
}

std::vector<std::size_t> read_units(const json& object, const Line& line) {
  if (!object.contains("arch")) line.fail("arch", "nothing", "a list of the units of every layer");
  const json& arch = object["arch"];
  if (!arch.is_array() || arch.size() > most_layers)
    line.fail("arch", shown(arch), "a list of the units of every layer");
  std::vector<std::size_t> units;
  for (std::size_t l = 0; l < arch.size(); ++l) {
    if (!arch[l].is_number_unsigned() || arch[l].get<std::uint64_t>() > most_units)
      line.fail(fmt::format("arch[{}]", l), shown(arch[l]), "a whole number of units");
    units.push_back(arch[l].get<std::size_t>());
  }
  return units;
}

std::uint32_t read_unit(const json& value, const std::string& place, const Line& line) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= most_units)
    line.fail(place, shown(value), "[source, target] of consecutive layers, each from 0");
  return static_cast<std::uint32_t>(value.get<std::uint64_t>());
}

std::vector<data::LayerEdge> read_edges(const json& list, std::size_t layer, const Line& line) {
  std::vector<data::LayerEdge> edges;
  if (!list.is_array()) line.fail(fmt::format("edges[{}]", layer), shown(list), "a list of [source, target]");
  for (std::size_t e = 0; e < list.size(); ++e) {
    const std::string place = fmt::format("edges[{}][{}]", layer, e);
    if (!list[e].is_array() || list[e].size() != 2)
      line.fail(place, shown(list[e]),
                "[source, target] of consecutive layers: edges that skip layers have no place here");
    edges.push_back({read_unit(list[e][0], place, line), read_unit(list[e][1], place, line), 1});
  }
  return edges;
}

void read_weights(const json& object, std::vector<std::vector<data::LayerEdge>>& edges, const Line& line) {
  if (!object.contains("weights")) return;
  const json& weights = object["weights"];
  if (!weights.is_array() || weights.size() != edges.size())
    line.fail("weights", shown(weights), fmt::format("{} lists, as edges has", edges.size()));
  for (std::size_t l = 0; l < edges.size(); ++l) {
    if (!weights[l].is_array() || weights[l].size() != edges[l].size())
      line.fail(fmt::format("weights[{}]", l), shown(weights[l]),
                fmt::format("{} numbers, as edges[{}] has edges", edges[l].size(), l));
    for (std::size_t e = 0; e < edges[l].size(); ++e) {
      if (!weights[l][e].is_number())
        line.fail(fmt::format("weights[{}][{}]", l, e), shown(weights[l][e]), "a number");
      edges[l][e].weight = weights[l][e].get<double>();
    }
  }
}

std::vector<std::size_t> read_function(const json& object, const Line& line) {
  std::vector<std::size_t> function;
  if (!object.contains("function")) return function;
  constexpr std::size_t longest = 64;
  const json& list = object["function"];
  if (!list.is_array() || list.size() > longest)
    line.fail("function", shown(list), "a list of whole numbers such as [4, 1, 2, 16]");
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_number_unsigned() || list[i].get<std::uint64_t>() > most_units)
      line.fail(fmt::format("function[{}]", i), shown(list[i]), "a whole number");
    function.push_back(list[i].get<std::size_t>());
  }
  return function;
}

std::optional<std::uint64_t> read_seed(const json& object, const Line& line) {
  if (!object.contains("seed")) return std::nullopt;
  if (!object["seed"].is_number_unsigned()) line.fail("seed", shown(object["seed"]), "a whole number from 0");
  return object["seed"].get<std::uint64_t>();
}

void read_network(std::string_view text, const Line& line, data::LayeredNetwork& network) {
  const json object = parse(text, line);
  if (object.contains("name")) {
    if (!object["name"].is_string()) line.fail("name", shown(object["name"]), "a text");
    network.name = object["name"].get<std::string>();
  }
  network.function = read_function(object, line);
  network.seed = read_seed(object, line);
  network.units = read_units(object, line);
  if (!object.contains("edges") || !object["edges"].is_array())
    line.fail("edges", object.contains("edges") ? shown(object["edges"]) : "nothing",
              "a list of the edges of every weight layer");
  for (std::size_t l = 0; l < object["edges"].size(); ++l)
    network.edge.push_back(read_edges(object["edges"][l], l, line));
  read_weights(object, network.edge, line);
}

}  // namespace

ReadNetwork parse_network_line(std::string_view line, const std::string& file, std::size_t number) {
  ReadNetwork result;
  result.network.name = fmt::format("line {}", number);
  try {
    read_network(line, {file, number}, result.network);
  } catch (const core::InputError& error) {
    result.fault = error.fault();
  }
  return result;
}

std::vector<TextLine> read_text_lines(const std::filesystem::path& file) {
  refuse_foreign_kind(file);
  std::ifstream stream(file);
  std::vector<TextLine> lines;
  std::string text;
  for (std::size_t number = 1; std::getline(stream, text); ++number)
    if (text.find_first_not_of(" \t\r") != std::string::npos) lines.push_back({number, text});
  if (!stream.eof()) refuse(file.string(), "file", "a failure to read it whole", "lines of JSON");
  if (lines.empty()) refuse(file.string(), "file", "no lines", "one network in each line");
  return lines;
}

}  // namespace netseam::input
