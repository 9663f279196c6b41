#include "netseam/pipeline/study_file.hpp"

#include "study_text.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"
#include "netseam/pipeline/neuron_presets.hpp"
#include "netseam/pipeline/options.hpp"

#include <boost/program_options.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace netseam::pipeline {
namespace {

namespace po = boost::program_options;

/// A value that was given and where: "FILE: line N", "command line", "preset NAME".
struct Given {
  std::string key, value, place;
};

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  for (const Option& option : option_table()) keys.push_back(option.key);
  return keys;
}

std::string unknown_key(const std::string& key) {
  return fmt::format("unknown key '{}'{}; `netseam config --defaults` lists all", shown_text(key),
                     core::suggestion(key, known_keys()));
}

std::vector<std::string> known_sections() {
  std::vector<std::string> sections;
  for (const Option& option : option_table()) {
    const std::string section = option.key.substr(0, option.key.find('.'));
    if (sections.empty() || sections.back() != section) sections.push_back(section);
  }
  return sections;
}

const Option* find_option(const std::string& key) {
  const auto& table = option_table();
  const auto option = std::find_if(table.begin(), table.end(), [&](const Option& o) { return o.key == key; });
  return option == table.end() ? nullptr : &*option;
}

void apply(Config& config, const Given& given) {
  const Option* option = find_option(given.key);
  if (option == nullptr) throw core::ConfigError(fmt::format("{}: {}", given.place, unknown_key(given.key)));
  try {
    option->set(config, given.value);
  } catch (const std::invalid_argument& error) {
    throw core::ConfigError(fmt::format("{}: {}: found {}, expected {}", given.place, given.key,
                                        shown_text(error.what()), option->allowed));
  }
}

po::options_description describe_options() {
  po::options_description description;
  for (const Option& option : option_table())
    description.add_options()(option.key.c_str(), po::value<std::string>(), "");
  return description;
}

/// The keys of a study file, each once and known; a value that the command line overrides must be valid too.
std::vector<Given> read_file(std::istream& text, const std::string& origin) {
  std::vector<Given> given;
  std::map<std::string, std::size_t> line_of_key;
  const auto sections = known_sections();
  Config scratch;
  for (const TextSection& section : read_sections(text, origin)) {
    if (std::find(sections.begin(), sections.end(), section.name) == sections.end())
      throw core::ConfigError(fmt::format(
          "{}: line {}: unknown section [{}]{}; there are {}", origin, section.line, shown_text(section.name),
          core::suggestion(section.name, sections), fmt::join(sections, ", ")));
    for (const TextEntry& entry : section.entry) {
      const std::string place = fmt::format("{}: line {}", origin, entry.line);
      given.push_back({section.name + "." + entry.key, entry.value, place});
      if (const auto [at, fresh] = line_of_key.emplace(given.back().key, entry.line); !fresh)
        throw core::ConfigError(fmt::format("{}: key '{}' is given twice, first on line {}", place,
                                            shown_text(given.back().key), at->second));
      apply(scratch, given.back());
    }
  }
  return given;
}

bool is_flag(const std::string& key) {
  const Option* option = find_option(key);
  return option != nullptr && option->flag;
}

/// "--force" and "--csv=DIR" are short for the options of [run].
std::vector<std::string> with_sections(std::span<const std::string> arguments) {
  std::vector<std::string> full;
  for (const std::string& argument : arguments) {
    std::string text = argument;
    if (text.starts_with("--")) {
      const std::string name = text.substr(2, text.find('=') - 2);
      if (find_option("run." + name) != nullptr) text = "--run." + text.substr(2);
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

std::vector<Given> read_arguments(std::span<const std::string> arguments) {
  const auto description = describe_options();
  const auto style = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent |
                     po::command_line_style::long_allow_next;
  std::vector<Given> given;
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
          throw core::ConfigError(fmt::format("command line: unexpected argument '{}'", shown_text(text)));
        throw core::ConfigError("command line: " + unknown_key(text.substr(2, text.find('=') - 2)));
      }
      const auto& key = option.string_key;
      if (std::any_of(given.begin(), given.end(), [&](const Given& before) { return before.key == key; }))
        throw core::ConfigError(fmt::format("command line: --{} is given twice", key));
      given.push_back({key, option.value.empty() ? "" : option.value.front(), "command line"});
    }
  } catch (const po::error& error) {
    throw core::ConfigError(fmt::format("command line: {}", error.what()));
  }
  return given;
}

/// The values of a study by key. What is stored first wins.
class Values {
 public:
  void store(const std::vector<Given>& given) {
    po::basic_parsed_options<char> parsed(&description_);
    for (const auto& [key, value, place] : given) {
      po::basic_option<char> option(key, {value});
      option.original_tokens = {key};
      parsed.options.push_back(option);
      place_.emplace(key, place);
    }
    po::store(parsed, values_);
  }
  [[nodiscard]] bool has(const std::string& key) const { return values_.count(key) > 0; }
  [[nodiscard]] Given given(const std::string& key) const {
    return {key, values_[key].as<std::string>(), place_.at(key)};
  }
  /// Sets all options that have a value, in the order of the table.
  void fill(Config& config) const {
    for (const Option& option : option_table())
      if (has(option.key)) apply(config, given(option.key));
  }

 private:
  po::options_description description_ = describe_options();
  po::variables_map values_;
  std::map<std::string, std::string> place_;
};

/// The options of the preset that is named, if any: with a chain or edges of its own a study takes neither.
std::vector<Given> preset_options(const Values& values) {
  const std::string name = "neurons.preset";
  if (!values.has(name)) return {};
  Config named;
  apply(named, values.given(name));
  if (named.neurons.preset.empty()) return {};
  const auto is_topology = [](const std::string& key) {
    return key == "neurons.chain" || key == "neurons.edges";
  };
  const bool own_topology = values.has("neurons.chain") || values.has("neurons.edges");
  std::vector<Given> given;
  for (const auto& [key, value] : neuron_preset(named.neurons.preset, values.given(name).place))
    if (!(own_topology && is_topology(key))) given.push_back({key, value, "preset " + named.neurons.preset});
  return given;
}

}  // namespace

Config parse_study(std::istream& text, const std::string& origin, const std::filesystem::path& file,
                   std::span<const std::string> arguments) {
  const auto in_file = read_file(text, origin);
  Values values;
  values.store(read_arguments(arguments));
  values.store(in_file);
  values.store(preset_options(values));
  Config config;
  config.file = file;
  values.fill(config);
  return config;
}

Config read_study(const std::filesystem::path& file, std::span<const std::string> arguments) {
  std::ifstream stream(file);
  if (!stream || std::filesystem::is_directory(file))
    throw core::ConfigError(fmt::format("{}: cannot be read; expected a study file", file.string()));
  return parse_study(stream, file.string(), std::filesystem::absolute(file), arguments);
}

}  // namespace netseam::pipeline
