// Time of finding the modules of one network, one thread. Reads JSON Lines (fields arch, edges; `modules` to
// check against) and prints one JSON line: networks, how many differ from their `modules`, and the median
// over the rounds of microseconds for each network: condensation, features, clusters and merging, as `netseam
// hierarchy` does them without variants. Arguments: networks.jsonl [rounds=20]
#include "netseam/hierarchy/find_modules.hpp"

#include "netseam/hierarchy/condensed_network.hpp"
#include "netseam/input/network_lines.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace netseam;

namespace {

struct Case {
  data::LayeredNetwork network;
  std::vector<std::vector<std::size_t>> expected;  // empty = not given
};

std::vector<Case> read_cases(const std::string& file) {
  std::vector<Case> cases;
  for (const auto& line : input::read_text_lines(file)) {
    const auto read = input::parse_network_line(line.text, file, line.number);
    if (read.fault) throw core::InputError(*read.fault);
    cases.push_back({read.network, {}});
    const auto object = nlohmann::json::parse(line.text);
    if (object.contains("modules")) object.at("modules").get_to(cases.back().expected);
  }
  return cases;
}

/// Labels by first appearance, unit by unit.
std::vector<std::vector<std::size_t>> canonical(std::vector<std::vector<std::size_t>> labels) {
  std::vector<std::size_t> seen;
  for (auto& layer : labels)
    for (auto& label : layer) {
      const auto place = std::ranges::find(seen, label);
      const auto number = static_cast<std::size_t>(place - seen.begin());
      if (place == seen.end()) seen.push_back(label);
      label = number;
    }
  return labels;
}

}  // namespace

int main(int count, char** words) {
  try {
    if (count < 2) throw core::ConfigError("expected: find_modules networks.jsonl [rounds=20]");
    std::size_t rounds = 20;
    if (count > 2) rounds = std::stoul(std::string(words[2]).substr(std::string("rounds=").size()));
    const auto cases = read_cases(words[1]);
    std::size_t different = 0, checked = 0;
    std::vector<double> microseconds;
    for (std::size_t round = 0; round < rounds; ++round) {
      std::vector<data::NetworkModules> found;
      const auto start = std::chrono::steady_clock::now();
      for (const auto& one : cases)
        found.push_back(hierarchy::find_modules(hierarchy::condense(one.network), {}));
      const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
      microseconds.push_back(time.count() / static_cast<double>(cases.size()));
      for (std::size_t n = 0; round == 0 && n < cases.size(); ++n) {
        if (cases[n].expected.empty()) continue;
        ++checked;
        if (canonical(cases[n].expected) != canonical(found[n].module)) ++different;
      }
    }
    std::ranges::sort(microseconds);
    fmt::print(
        "{{\"networks\": {}, \"checked\": {}, \"different\": {}, \"microseconds\": {:.2f}, \"least\": "
        "{:.2f}}}\n",
        cases.size(), checked, different, microseconds[rounds / 2], microseconds.front());
  } catch (const std::exception& error) {
    fmt::print(stderr, "find_modules: {}\n", error.what());
    return 2;
  }
}
