#include "netseam/pipeline/study_file.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/neuron_presets.hpp"
#include "netseam/pipeline/options.hpp"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <utility>

namespace netseam::pipeline {
namespace {

namespace po = boost::program_options;

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The text as Boost reads it (comments begin with '#' there) and where each key stands.
struct PreparedText {
  std::string text;
  std::map<std::string, std::size_t> line_of_key;
};

[[noreturn]] void fail_at(const std::string& origin, std::size_t line, const std::string& what) {
  throw core::ConfigError(fmt::format("{}: line {}: {}", origin, line, what));
}

PreparedText prepare(std::istream& input, const std::string& origin) {
  PreparedText prepared;
  std::string section, raw;
  for (std::size_t line = 1; std::getline(input, raw); ++line) {
    // a comment begins at the start of a line or after a blank, so that a path may hold ; and #
    for (std::size_t i = 0; i < raw.size(); ++i)
      if ((raw[i] == ';' || raw[i] == '#') && (i == 0 || raw[i - 1] == ' ' || raw[i - 1] == '\t'))
        raw.resize(i);
    const std::string text = trimmed(raw);
    prepared.text += text + "\n";
    if (text.empty()) continue;
    if (text.front() == '[') {
      if (text.back() != ']') fail_at(origin, line, fmt::format("found '{}', expected [section]", text));
      section = trimmed(text.substr(1, text.size() - 2));
      continue;
    }
    const auto equals = text.find('=');
    if (equals == std::string::npos)
      fail_at(origin, line, fmt::format("found '{}', expected key = value", text));
    const std::string key = trimmed(text.substr(0, equals));
    if (section.empty()) fail_at(origin, line, fmt::format("key '{}' stands before any [section]", key));
    const std::string full = section + "." + key;
    if (const auto [at, fresh] = prepared.line_of_key.emplace(full, line); !fresh)
      fail_at(origin, line, fmt::format("key '{}' is given twice, first on line {}", full, at->second));
  }
  return prepared;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  for (const Option& option : option_table()) keys.push_back(option.key);
  return keys;
}

std::string unknown_key(const std::string& key) {
  const std::string near = nearest_name(key, known_keys());
  return fmt::format("unknown key '{}'{}; `netseam config --defaults` lists all", key,
                     near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
}

po::options_description describe_options() {
  po::options_description description;
  for (const Option& option : option_table())
    description.add_options()(option.key.c_str(), po::value<std::string>(), "");
  return description;
}

void apply(Config& config, const std::string& key, const std::string& value, const std::string& place) {
  const auto& table = option_table();
  const auto option = std::find_if(table.begin(), table.end(), [&](const Option& o) { return o.key == key; });
  if (option == table.end()) throw core::ConfigError(fmt::format("{}: {}", place, unknown_key(key)));
  try {
    option->set(config, value);
  } catch (const std::invalid_argument& error) {
    throw core::ConfigError(
        fmt::format("{}: {}: found {}, expected {}", place, key, error.what(), option->allowed));
  }
}

bool is_flag(const std::string& key) {
  const auto& table = option_table();
  return std::any_of(table.begin(), table.end(), [&](const Option& o) { return o.key == key && o.flag; });
}

/// "--force" and "--csv=DIR" are short for the options of [run].
std::vector<std::string> with_sections(std::span<const std::string> arguments) {
  std::vector<std::string> full;
  const auto keys = known_keys();
  for (const std::string& argument : arguments) {
    std::string text = argument;
    if (text.starts_with("--")) {
      const std::string name = text.substr(2, text.find('=') - 2);
      if (std::find(keys.begin(), keys.end(), "run." + name) != keys.end()) text = "--run." + text.substr(2);
      if (text.find('=') == std::string::npos && is_flag(text.substr(2))) text += "=true";
    }
    // the parser takes no empty value behind an equal sign
    const bool empty_value = text.starts_with("--") && text.find('=') == text.size() - 1;
    if (empty_value) text.pop_back();
    full.push_back(text);
    if (empty_value) full.emplace_back();
  }
  return full;
}

std::map<std::string, std::string> read_arguments(std::span<const std::string> arguments) {
  const auto description = describe_options();
  const auto style = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent |
                     po::command_line_style::long_allow_next;
  std::map<std::string, std::string> given;
  try {
    const auto parsed = po::command_line_parser(with_sections(arguments))
                            .options(description)
                            .style(style)
                            .allow_unregistered()
                            .run();
    for (const auto& option : parsed.options) {
      if (option.unregistered || option.string_key.empty()) {
        const std::string text =
            option.original_tokens.empty() ? option.string_key : option.original_tokens.front();
        if (!text.starts_with("--"))
          throw core::ConfigError(fmt::format("command line: unexpected argument '{}'", text));
        throw core::ConfigError("command line: " + unknown_key(text.substr(2, text.find('=') - 2)));
      }
      if (!given.emplace(option.string_key, option.value.empty() ? "" : option.value.front()).second)
        throw core::ConfigError(fmt::format("command line: --{} is given twice", option.string_key));
    }
  } catch (const po::error& error) {
    throw core::ConfigError(fmt::format("command line: {}", error.what()));
  }
  return given;
}

/// Gives the options of the preset that `config` names, if any, but for those that are `given`: with a chain
/// or edges of its own a study takes neither.
void apply_preset(Config& config, const std::set<std::string>& given, const std::string& place) {
  const std::string name = config.neurons.preset;
  if (name.empty()) return;
  const auto is_topology = [](const std::string& key) {
    return key == "neurons.chain" || key == "neurons.edges";
  };
  const bool own_topology = std::any_of(given.begin(), given.end(), is_topology);
  for (const auto& [key, value] : neuron_preset(name, place))
    if (!given.contains(key) && !(own_topology && is_topology(key)))
      apply(config, key, value, fmt::format("preset {}", name));
}

}  // namespace

std::string nearest_name(const std::string& name, std::span<const std::string> candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(3, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::size_t diagonal = std::exchange(row[0], i + 1);
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t replaced = diagonal + (name[i] == candidate[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({replaced, row[j + 1] + 1, row[j] + 1});
      }
    }
    if (row.back() < least) {
      least = row.back();
      best = candidate;
    }
  }
  return best;
}

Config parse_study(std::istream& text, const std::string& origin, const std::filesystem::path& file,
                   std::span<const std::string> arguments) {
  const PreparedText prepared = prepare(text, origin);
  const auto from_line = read_arguments(arguments);
  Config config;
  config.file = file;
  const auto description = describe_options();
  std::istringstream stream(prepared.text);
  const auto parsed = po::parse_config_file(stream, description, true);
  for (const auto& option : parsed.options) {
    const auto line = prepared.line_of_key.at(option.string_key);
    const std::string place = fmt::format("{}: line {}", origin, line);
    Config checked = config;  // also a value that the command line overrides must be valid
    apply(checked, option.string_key, option.value.empty() ? "" : option.value.front(), place);
    if (!from_line.contains(option.string_key)) config = checked;
  }
  for (const auto& [key, value] : from_line) apply(config, key, value, "command line");
  std::set<std::string> given;
  for (const auto& [key, line] : prepared.line_of_key) given.insert(key);
  for (const auto& [key, value] : from_line) given.insert(key);
  const std::string preset = "neurons.preset";
  apply_preset(config, given,
               from_line.contains(preset) || !given.contains(preset)
                   ? "command line"
                   : fmt::format("{}: line {}", origin, prepared.line_of_key.at(preset)));
  return config;
}

Config read_study(const std::filesystem::path& file, std::span<const std::string> arguments) {
  std::ifstream stream(file);
  if (!stream || std::filesystem::is_directory(file))
    throw core::ConfigError(fmt::format("{}: cannot be read; expected a study file", file.string()));
  return parse_study(stream, file.string(), std::filesystem::absolute(file), arguments);
}

}  // namespace netseam::pipeline
