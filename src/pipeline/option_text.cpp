#include "netseam/pipeline/options.hpp"

#include <fmt/format.h>

#include <string>

namespace netseam::pipeline {
namespace {

std::string section_of(const std::string& key) { return key.substr(0, key.find('.')); }
std::string name_of(const std::string& key) { return key.substr(key.find('.') + 1); }

std::string study_text(const Config& config, bool with_help) {
  std::string text, section;
  for (const Option& option : option_table()) {
    if (section_of(option.key) != section) {
      text += fmt::format("{}[{}]\n", section.empty() ? "" : "\n", section_of(option.key));
      section = section_of(option.key);
    }
    if (with_help)
      text += fmt::format("; {}{} ({})\n", option.help, option.unit.empty() ? "" : ", in " + option.unit,
                          option.allowed);
    text += fmt::format("{} = {}\n", name_of(option.key), option.get(config));
  }
  return text;
}

}  // namespace

std::string default_study_text() {
  return std::string(
             "; Every option of a study with its default. A comment begins with ; or # at the start of a "
             "line "
             "or after a\n"
             "; blank. A value may stand in double quotes, in a list each item: \"a, b # c\"; in quotes \\\" "
             "and \\\\ stand for \"\n"
             "; and \\, \\n for the end of a line.\n\n") +
         study_text(Config{}, true);
}

std::string resolved_study_text(const Config& config) { return study_text(config, false); }

std::string result_options_text(const Config& config, const std::string& stage) {
  const auto decides = [&stage](const Option& option) {
    const std::string section = section_of(option.key);
    if (option.key == "input.weights") return stage == "neurons";
    if (option.key == "input.networks") return stage == "hierarchy";
    const bool makes_networks = stage == "sculpt" || stage == "train";
    if ((stage == "hierarchy" || makes_networks) && section == "input") return false;
    if (section == "tasks") return option.changes_result && makes_networks;
    if (stage == "train" && option.key == "study.seed") return false;  // networks have their own
    if (stage == "sculpt" && section == "hierarchy")
      return option.changes_result;  // of the networks that it finds
    return option.changes_result && (section == "study" || section == "input" || section == stage);
  };
  std::string text;
  for (const Option& option : option_table())
    if (decides(option)) text += fmt::format("{} = {}\n", option.key, option.get(config));
  return text;
}

std::string options_help() {
  std::string text;
  for (const Option& option : option_table()) {
    const std::string unit = option.unit.empty() ? "" : " [" + option.unit + "]";
    text += fmt::format("  --{}{}\n      {}\n      {}; default: {}\n", option.key, unit, option.help,
                        option.allowed, option.get(Config{}).empty() ? "none" : option.get(Config{}));
  }
  return text;
}

}  // namespace netseam::pipeline
