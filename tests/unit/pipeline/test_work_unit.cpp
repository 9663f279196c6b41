#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using netseam::core::ConfigError;
using netseam::pipeline::Config;
using netseam::pipeline::plan_units;

namespace {

Config study_in(const std::filesystem::path& folder) {
  Config config;
  config.file = folder / "study.ini";
  config.study.name = "digits";
  config.study.output = "../runs";
  return config;
}

std::string message(const Config& config) {
  try {
    static_cast<void>(plan_units(config, "layers"));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("units follow the order of the patterns, globs in natural order", "[serial]") {
  const netseam::test::TempDirectory folder;
  for (const char* name : {"step2", "step10", "step1", "last"})
    std::filesystem::create_directory(folder.path() / name);
  std::ofstream(folder.path() / "net.safetensors");
  Config config = study_in(folder.path());
  config.study.checkpoints = {"last", "step*", "net.safetensors"};
  const auto units = plan_units(config, "layers");
  std::vector<std::string> names;
  for (const auto& unit : units) names.push_back(unit.checkpoint);
  CHECK(names == std::vector<std::string>{"last", "step1", "step2", "step10", "net"});
  CHECK(units[0].product == (folder.path() / "../runs/digits/last/layers.h5").lexically_normal());
  CHECK(units[0].shards.filename() == "layers.shards");
}

TEST_CASE("a study without usable checkpoints says what is wrong", "[serial]") {
  const netseam::test::TempDirectory folder;
  Config config = study_in(folder.path());
  CHECK_THAT(message(config), Catch::Contains("study.checkpoints: found nothing"));
  config.study.checkpoints = {"step*"};
  CHECK_THAT(message(config), Catch::Contains("'step*' matches nothing"));
  std::filesystem::create_directories(folder.path() / "a/step1");
  std::filesystem::create_directories(folder.path() / "b/step1");
  config.study.checkpoints = {"a/step1", "b/step1"};
  CHECK_THAT(message(config), Catch::Contains("both named 'step1'"));
  config.study.name = "a/b";
  CHECK_THAT(message(config), Catch::Contains("study.name: found 'a/b', expected a folder name"));
}
