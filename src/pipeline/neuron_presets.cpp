#include "netseam/pipeline/neuron_presets.hpp"

#include "embedded_texts.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace netseam::pipeline {
namespace {

struct Preset {
  std::string name;
  std::vector<std::pair<std::string, std::string>> keys;
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The sections of the file; its comments are whole lines.
std::vector<Preset> read_presets() {
  std::vector<Preset> presets;
  std::istringstream text{std::string(neuron_presets_text())};
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line.front() == ';') continue;
    const auto equals = line.find('=');
    if (line.front() == '[' && line.back() == ']')
      presets.push_back({line.substr(1, line.size() - 2), {}});
    else if (presets.empty() || equals == std::string::npos)
      throw core::InternalError(fmt::format("neuron_presets.ini: found '{}', expected key = value", line));
    else
      presets.back().keys.emplace_back("neurons." + trimmed(line.substr(0, equals)),
                                       trimmed(line.substr(equals + 1)));
  }
  return presets;
}

}  // namespace

std::string_view neuron_presets_text() { return embedded::neuron_presets_ini; }

std::vector<std::string> neuron_preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : read_presets()) names.push_back(preset.name);
  return names;
}

std::vector<std::pair<std::string, std::string>> neuron_preset(const std::string& name,
                                                               const std::string& place) {
  const auto presets = read_presets();
  const auto found =
      std::find_if(presets.begin(), presets.end(), [&](const Preset& preset) { return preset.name == name; });
  if (found != presets.end()) return found->keys;
  const auto names = neuron_preset_names();
  const std::string near = nearest_name(name, names);
  throw core::ConfigError(fmt::format("{}: neurons.preset: found '{}', expected one of {}{}", place, name,
                                      fmt::join(names, ", "),
                                      near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

}  // namespace netseam::pipeline
