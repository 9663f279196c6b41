#include "netseam/pipeline/unit_state.hpp"

#include "twin_networks.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/input/file_fingerprint.hpp"
#include "netseam/pipeline/options.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <vector>

namespace netseam::pipeline {
namespace {

std::map<std::string, std::string> by_key(const std::string& text) {
  std::map<std::string, std::string> entries;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto cut = line.find(" = ");
    if (cut != std::string::npos) entries[line.substr(0, cut)] = line.substr(cut + 3);
  }
  return entries;
}

std::string fingerprints(const Config& config, const WorkUnit& unit) {
  std::string text = fingerprint_lines(input::expand_files(unit.source, config.input.activations), "");
  std::vector<std::string> extras = config.layers.targets;
  extras.insert(extras.begin(), {config.input.labels, config.layers.weights});
  for (const std::string& extra : extras)
    if (!extra.empty()) text += fmt::format("{} = {}\n", extra, input::fingerprint(config.resolve(extra)));
  return text;
}

bool uses_previous(const Config& config) {
  for (const auto start : config.layers.start)
    if (start == data::Start::previous) return true;
  return false;
}

}  // namespace

std::string fingerprint_lines(const std::vector<std::filesystem::path>& files, const std::string& prefix) {
  std::string text;
  for (const auto& file : files)
    text += fmt::format("{}{} = {}\n", prefix, file.filename().string(), input::fingerprint(file));
  return text;
}

UnitIdentity identify(const Config& config, const WorkUnit& unit, const WorkUnit* previous,
                      const std::vector<OtherNetwork>& compared) {
  UnitIdentity identity{result_options_text(config, unit.stage), fingerprints(config, unit)};
  if (previous != nullptr && uses_previous(config))
    for (const auto& [file, hash] : by_key(fingerprints(config, *previous)))
      identity.inputs += fmt::format("previous checkpoint {}/{} = {}\n", previous->checkpoint, file, hash);
  for (const auto& twin : find_twins(config, unit).path)
    identity.inputs += fingerprint_lines(input::expand_files(twin, config.input.activations),
                                         fmt::format("twin {}/", twin_name(config, twin)));
  for (const auto& other : compared)
    identity.inputs +=
        fingerprint_lines(activation_files(config, other), fmt::format("against {}/", other.name));
  return identity;
}

void add_identity(store::Provenance& provenance, const UnitIdentity& identity) {
  provenance.add("result_options", identity.options);
  provenance.add("input_fingerprints", identity.inputs);
}

UnitCheck check_unit(const WorkUnit& unit, const UnitIdentity& identity) {
  if (!std::filesystem::exists(unit.product)) return {};
  store::Provenance provenance;
  try {
    provenance = store::read_provenance(store::Hdf5Reader(unit.product));
  } catch (const core::InputError& error) {
    return {UnitState::stale, error.what()};
  }
  const auto options = provenance.find("result_options"), inputs = provenance.find("input_fingerprints");
  if (!options || !inputs) return {UnitState::stale, "it does not say what it was made of"};
  const std::string difference = describe_difference(*options + *inputs, identity.text());
  if (!difference.empty()) return {UnitState::stale, difference};
  return {UnitState::done, ""};
}

std::string describe_difference(const std::string& then, const std::string& now) {
  const auto before = by_key(then), after = by_key(now);
  std::string text;
  const auto add = [&](const std::string& key, const std::string& was, const std::string& is) {
    text += fmt::format("{}{}: was {}, is {}", text.empty() ? "" : "; ", key, was, is);
  };
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end())
      add(key, fmt::format("'{}'", value), "absent");
    else if (found->second != value)
      add(key, fmt::format("'{}'", value), fmt::format("'{}'", found->second));
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key)) add(key, "absent", fmt::format("'{}'", value));
  return text;
}

}  // namespace netseam::pipeline
