#include "netseam/core/error.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

// The first line is the command line, its words between tabs; the rest is the study file. Only ConfigError
// may come out of the reader; everything else ends the process and so is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::istringstream text(bytes);
  std::string first, word;
  std::getline(text, first);
  std::istringstream words(first);
  std::vector<std::string> arguments;
  while (std::getline(words, word, '\t')) arguments.push_back(word.substr(0, word.find('\0')));
  try {
    static_cast<void>(netseam::pipeline::parse_study(text, "study.ini", "/study.ini", arguments));
  } catch (const netseam::core::ConfigError&) {
    return 0;
  }
  return 0;
}
