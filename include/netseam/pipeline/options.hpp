#pragma once
#include "netseam/pipeline/config.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// One option: the same entry serves the study file, the command line, --help and `config --defaults`.
struct Option {
  std::string key;   // "section.name" as in the file; --section.name on the command line
  std::string unit;  // empty where there is none
  std::string help;
  std::string allowed;  // what a value may be, for messages
  bool flag = false;    // true | false: on the command line the bare name means true
  bool changes_result;  // part of what identifies a product
  std::function<void(Config&, const std::string&)>
      set;  // of the text as a file has it, with its quotes; throws std::invalid_argument where not allowed
  std::function<std::string(const Config&)> get;  // text that `set` takes to give the same value
};

/// All options, in the order of the file.
[[nodiscard]] const std::vector<Option>& option_table();

/// Every option with default, unit and help as a study file; every line that is not a comment is valid.
[[nodiscard]] std::string default_study_text();
/// The options that decide a result of a stage ("layers"), "key = value" by line; equal texts mean equal
/// results from equal inputs.
[[nodiscard]] std::string result_options_text(const Config& config, const std::string& stage);
/// All options of a run, as a study file.
[[nodiscard]] std::string resolved_study_text(const Config& config);
/// The table as text for --help.
[[nodiscard]] std::string options_help();

/// Cuts "a, b.{0..3}, "c, d"" at the commas outside of quotes, braces and brackets; parts lose the blanks
/// around them and their quotes; empty parts are dropped. Throws std::invalid_argument for a quote without
/// end and for text behind one.
[[nodiscard]] std::vector<std::string> split_list(const std::string& text);

}  // namespace netseam::pipeline
