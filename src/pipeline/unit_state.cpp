#include "netseam/pipeline/unit_state.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/file_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

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

}  // namespace

store::Provenance provenance_of(const WorkUnit& unit) {
  try {
    if (std::filesystem::exists(unit.product)) return store::read_provenance(store::Hdf5Reader(unit.product));
  } catch (const core::InputError&) {  // check_unit says what is wrong with it
  }
  return {};
}

void add_identity(store::Provenance& provenance, const UnitIdentity& identity) {
  provenance.add("result_options", identity.options);
  provenance.add("input_fingerprints", identity.inputs);
  provenance.add("input_stamps", identity.stamps);
  provenance.add("inputs_read", identity.read);
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
  const bool older = std::ranges::any_of(
      before, [](const auto& entry) { return input::is_older_fingerprint(entry.second); });
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  const auto is_comparable = [&](const std::string& value) {
    return !older || !(input::is_fingerprint(value) || input::is_older_fingerprint(value));
  };
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (!is_comparable(value)) continue;
    if (found == after.end())
      add(fmt::format("{}: was '{}', is absent", key, value));
    else if (found->second != value)
      add(fmt::format("{}: was '{}', is '{}'", key, value, found->second));
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key) && is_comparable(value))
      add(fmt::format("{}: was absent, is '{}'", key, value));
  if (older)
    add("its fingerprints of the inputs are of an older kind, of parts of large files and not of all files, "
        "which cannot tell whether the inputs are the same");
  return text;
}

}  // namespace netseam::pipeline
