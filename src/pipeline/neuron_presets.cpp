#include "netseam/pipeline/neuron_presets.hpp"

#include "embedded_texts.hpp"
#include "study_text.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace netseam::pipeline {
namespace {

/// The sections of the file. Throws InternalError where it breaks the grammar of study files.
std::vector<TextSection> read_presets() {
  std::istringstream text{std::string(neuron_presets_text())};
  try {
    return read_sections(text, "neuron_presets.ini");
  } catch (const core::ConfigError& error) {
    throw core::InternalError(error.what());
  }
}

}  // namespace

std::string_view neuron_presets_text() { return embedded::neuron_presets_ini; }

std::vector<std::string> neuron_preset_names() {
  std::vector<std::string> names;
  for (const TextSection& preset : read_presets()) names.push_back(preset.name);
  return names;
}

std::vector<std::pair<std::string, std::string>> neuron_preset(const std::string& name,
                                                               const std::string& place) {
  const auto presets = read_presets();
  const auto found = std::find_if(presets.begin(), presets.end(),
                                  [&](const TextSection& preset) { return preset.name == name; });
  if (found == presets.end()) {
    const auto names = neuron_preset_names();
    throw core::ConfigError(fmt::format("{}: neurons.preset: found '{}', expected one of {}{}", place, name,
                                        fmt::join(names, ", "), core::suggestion(name, names)));
  }
  std::vector<std::pair<std::string, std::string>> keys;
  for (const TextEntry& entry : found->entry) keys.emplace_back("neurons." + entry.key, entry.value);
  return keys;
}

}  // namespace netseam::pipeline
