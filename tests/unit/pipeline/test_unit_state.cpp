#include "temp_directory.hpp"

#include "netseam/pipeline/unit_state.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace netseam::pipeline;

TEST_CASE("a difference names the keys that changed", "[serial]") {
  CHECK(describe_difference("a = 1\nb = 2\n", "a = 1\nb = 2\n").empty());
  CHECK(describe_difference("a = 1\nb = 2\n", "a = 1\nb = 3\n") == "b: was '2', is '3'");
  CHECK(describe_difference("a = 1\n", "b = 2\n") == "a: was '1', is absent; b: was absent, is '2'");
}

TEST_CASE("a unit without a product is missing, one with a foreign file is stale", "[serial]") {
  const netseam::test::TempDirectory folder;
  WorkUnit unit;
  unit.product = folder.path() / "layers.h5";
  CHECK(check_unit(unit, {}).state == UnitState::missing);
  std::ofstream(unit.product) << "not HDF5";
  const auto check = check_unit(unit, {});
  CHECK(check.state == UnitState::stale);
  CHECK_THAT(check.difference, Catch::Contains("layers.h5"));
}

TEST_CASE("the identity of a unit follows options and the content of its files", "[serial]") {
  const netseam::test::TempDirectory folder;
  std::ofstream(folder.path() / "a.npy") << "one";
  Config config;
  config.file = folder.path() / "study.ini";
  config.input.activations = "a.npy";
  WorkUnit unit;
  unit.stage = "layers";
  unit.source = folder.path();
  const auto before = identify(config, unit, nullptr);
  CHECK(before.text() == identify(config, unit, nullptr).text());
  config.run.max_hours = 3;
  CHECK(before.text() == identify(config, unit, nullptr).text());
  config.layers.samples = 5;
  CHECK(before.options != identify(config, unit, nullptr).options);
  std::ofstream(folder.path() / "a.npy") << "two";
  CHECK(before.inputs != identify(config, unit, nullptr).inputs);
}

TEST_CASE("a start at the previous checkpoint makes it part of the identity", "[serial]") {
  const netseam::test::TempDirectory folder;
  std::ofstream(folder.path() / "a.npy") << "one";
  Config config;
  config.file = folder.path() / "study.ini";
  config.input.activations = "a.npy";
  WorkUnit unit;
  unit.stage = "layers";
  unit.source = folder.path();
  const auto alone = identify(config, unit, nullptr);
  CHECK(identify(config, unit, &unit).inputs == alone.inputs);
  config.layers.start.push_back(netseam::data::Start::previous);
  CHECK(identify(config, unit, &unit).inputs != alone.inputs);
}
