#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/compared_networks.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>
#include <vector>

using namespace netseam;
using pipeline::plan_comparisons;
using pipeline::plan_units;

namespace {

/// A study of three checkpoints, and two other networks that have a folder of the same name.
pipeline::Config study(const std::filesystem::path& folder, const std::vector<std::string>& against) {
  for (const char* place :
       {"study/step0", "study/step1", "study/step10", "seed2/final", "seed3/final", "seed3/step1"})
    std::filesystem::create_directories(folder / place);
  pipeline::Config config;
  config.file = folder / "study.ini";
  config.study.checkpoints = {"study/step*"};
  config.layers.against = against;
  return config;
}

/// "name of the network (c = a checkpoint of the study) ..." of every checkpoint.
std::vector<std::string> names(const pipeline::Config& config) {
  std::vector<std::string> found;
  for (const auto& plan : plan_comparisons(config, plan_units(config, "layers"))) {
    std::string text;
    for (const auto& other : plan.other)
      text += (text.empty() ? "" : " ") + other.name + (other.checkpoint ? "(c)" : "");
    found.push_back(text);
  }
  return found;
}

std::string failure(const pipeline::Config& config) {
  try {
    static_cast<void>(names(config));
  } catch (const core::ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("checkpoints are compared by their place, never with themselves, each once", "[serial]") {
  const test::TempDirectory folder;
  const auto config = study(folder.path(), {"previous", "first", "last"});
  REQUIRE(names(config) == std::vector<std::string>{"step10(c)", "step0(c) step10(c)", "step1(c) step0(c)"});
  const auto plans = plan_comparisons(config, plan_units(config, "layers"));
  REQUIRE(plans[0].skipped == std::vector<std::string>{"previous: this is the first checkpoint",
                                                       "first: step0 is this checkpoint"});
  REQUIRE(plans[1].skipped == std::vector<std::string>{"first: step0 was named before"});
  REQUIRE(names(study(folder.path(), {})) == std::vector<std::string>(3));
}

TEST_CASE("a path is a network, or the checkpoint that it leads to", "[serial]") {
  const test::TempDirectory folder;
  REQUIRE(names(study(folder.path(), {"seed2/*"})) == std::vector<std::string>(3, "final"));
  REQUIRE(names(study(folder.path(), {"study/../study/step1"})) ==
          std::vector<std::string>{"step1(c)", "", "step1(c)"});
  // names that several places have are told apart by their folder; names that are free stay short
  REQUIRE(names(study(folder.path(), {"seed?/final", "seed3/step1"})) ==
          std::vector<std::string>(3, "seed2-final seed3-final seed3-step1"));
}

TEST_CASE("networks that are not there or cannot be told apart are errors", "[serial]") {
  const test::TempDirectory folder;
  REQUIRE(failure(study(folder.path(), {"seed9/*"})).find("layers.against: 'seed9/*' matches nothing") !=
          std::string::npos);
  std::filesystem::create_directories(folder.path() / "far/seed2/final");
  REQUIRE(
      failure(study(folder.path(), {"seed2/final", "far/seed2/final"})).find("both named 'seed2-final'") !=
      std::string::npos);
  std::filesystem::create_directories(folder.path() / "far/names");
  REQUIRE(failure(study(folder.path(), {"far/names"})).find("reserved name 'names'") != std::string::npos);
}
