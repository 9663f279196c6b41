#pragma once
#include "netseam/pipeline/config.hpp"

#include <filesystem>
#include <istream>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Reads a study file and the options of the command line, which win over it.
/// `arguments` are "--section.name=value", "--section.name value" or, for [run], "--name[=value]"; a flag
/// needs no value. Errors: ConfigError that names file, line and key (or the argument), what was found, what
/// is allowed and the nearest name: unknown key, value of the wrong kind, key given twice, key outside a
/// section, unreadable file. neurons.preset gives the keys of a section of configs/neuron_presets.ini that
/// neither file nor command line gives.
[[nodiscard]] Config read_study(const std::filesystem::path& file, std::span<const std::string> arguments);

/// The same from a text, such as the one stored with a result. `origin` is named in messages.
[[nodiscard]] Config parse_study(std::istream& text, const std::string& origin,
                                 const std::filesystem::path& file, std::span<const std::string> arguments);

/// The candidate with the least edit distance to `name`, or an empty text if none is near.
[[nodiscard]] std::string nearest_name(const std::string& name, std::span<const std::string> candidates);

}  // namespace netseam::pipeline
