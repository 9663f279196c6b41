#include "temp_directory.hpp"

#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/unit_state.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace netseam::pipeline;

TEST_CASE("a difference names the keys that changed", "[serial]") {
  CHECK(describe_difference("a = 1\nb = 2\n", "a = 1\nb = 2\n").empty());
  CHECK(describe_difference("a = 1\nb = 2\n", "a = 1\nb = 3\n") == "b: was '2', is '3'");
  CHECK(describe_difference("a = 1\n", "b = 2\n") == "a: was '1', is absent; b: was absent, is '2'");
}

TEST_CASE("fingerprints of an older kind are said to be so, once", "[serial]") {
  const std::string then = "options = 1\na.npy = 9-995dc9bbdf1939fa\nb.npy = 9-995dc9bbdf1939fb\n";
  const std::string now = "options = 2\na.npy = 9-33119477ede5dcd5e9716427681d5860\n";
  const auto difference = describe_difference(then, now);
  CHECK_THAT(difference, Catch::StartsWith("options: was '1', is '2'; its fingerprints"));
  CHECK_THAT(difference, Catch::Contains("older kind") && !Catch::Contains("a.npy"));
}

TEST_CASE("no two files of a unit have one name", "[serial]") {
  UnitSources sources;
  add_files(sources, "", "/x", {"/x/a/f", "/x/b/f", "/x/b/../b/f", "/y/f"});
  add_files(sources, "twin ", "/z", {"/z/f\n=%"});
  add_files(sources, "", "/y", {"/y/a/f"});
  std::vector<std::string> keys;
  for (const auto& input : sources.files) keys.push_back(input.key);
  CHECK(keys == std::vector<std::string>{"a/f", "b/f", "../y/f", "twin f%0A%3D%25", "a/f (2)"});
}

TEST_CASE("of long lists only the entries that differ are shown, of many keys the first", "[serial]") {
  std::string same;
  for (int k = 0; k < 300; ++k) same += "layers." + std::to_string(k) + ", ";
  CHECK(describe_difference("select = " + same + "head, out\n", "select = " + same + "tail, out\n") ==
        "select: was '... head ...', is '... tail ...'");
  const auto long_one = describe_difference("", "select = " + same + "\n");
  CHECK_THAT(long_one,
             Catch::StartsWith("select: was absent, is 'layers.0, ") && Catch::Contains("characters)"));
  CHECK(long_one.size() < 250);
  std::string many;
  for (int k = 0; k < 30; ++k) many += "file" + std::to_string(k) + ".npy = x\n";
  CHECK_THAT(describe_difference(many, ""), Catch::EndsWith("; and 20 more"));
}

TEST_CASE("a product that cannot be read is not taken for one that may be replaced", "[serial]") {
  const netseam::test::TempDirectory folder;
  WorkUnit unit;
  unit.product = folder.path() / "layers.h5";
  std::filesystem::create_directory(unit.product);  // reading it fails whoever asks, root too
  CHECK_THROWS_WITH(check_unit(unit, {}), Catch::Contains("layers.h5") && Catch::Contains("Is a directory") &&
                                              !Catch::Contains("force"));
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
  const auto before = identify(layers_sources(config, unit, nullptr));
  CHECK(before.text() == identify(layers_sources(config, unit, nullptr)).text());
  config.run.max_hours = 3;
  CHECK(before.text() == identify(layers_sources(config, unit, nullptr)).text());
  config.layers.samples = 5;
  CHECK(before.options != identify(layers_sources(config, unit, nullptr)).options);
  std::ofstream(folder.path() / "a.npy") << "two";
  CHECK(before.inputs != identify(layers_sources(config, unit, nullptr)).inputs);
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
  const auto alone = identify(layers_sources(config, unit, nullptr));
  CHECK(identify(layers_sources(config, unit, &unit)).inputs == alone.inputs);
  config.layers.start.push_back(netseam::data::Start::previous);
  CHECK(identify(layers_sources(config, unit, &unit)).inputs != alone.inputs);
}

TEST_CASE("ranks that do not see one file alike are named", "[mpi]") {
  using namespace netseam;
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto own = folder.path() / std::to_string(world.rank()), before = std::filesystem::current_path();
  std::filesystem::create_directory(own);
  std::filesystem::current_path(own);  // one name, another file on each rank
  std::ofstream("x") << std::string(world.is_root() ? 3 : 5, 'x');
  if (world.is_root()) std::ofstream("y") << "y";
  WorkUnit unit;
  unit.product = folder.path() / "product.h5";
  const auto fault_of = [&](const char* file) -> std::string {
    try {
      (void)agree_on_identity(world, Config{}, unit, [&] { return UnitSources{"o = 1\n", {{file, file}}}; });
    } catch (const core::Error& error) {
      return error.code() == core::ExitCode::input ? error.what() : "another code";
    }
    return {};
  };
  const std::string size = fault_of("x"), missing = fault_of("y");
  std::filesystem::current_path(before);
  const bool alone = world.size() == 1;
  CHECK(parallel::all_of(world, alone ? size.empty() : size.find("x: rank 1 on ") == 0));
  CHECK(parallel::all_of(world,
                         alone || size.find("found 5 bytes, expected 3, as rank 0 sees it") != size.npos));
  CHECK(parallel::all_of(world, alone ? missing.empty() : missing.find("y: rank 1 on ") == 0));
}

TEST_CASE("the identity is that of one rank on any number of ranks", "[mpi]") {
  using namespace netseam;
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  UnitSources sources{"o = 1\n", {}};
  for (int file = 0; file < 5; ++file) {
    const auto path = folder.path() / std::to_string(file);
    if (world.is_root()) std::ofstream(path) << std::string(static_cast<std::size_t>(file), 'x');
    add_files(sources, "", folder.path(), {path});
  }
  world.barrier();
  WorkUnit unit;
  unit.product = folder.path() / "product.h5";
  Config config;
  const auto together = agree_on_identity(world, config, unit, [&] { return sources; });
  CHECK(parallel::all_of(world, together.text() == identify(sources).text()));
  config.run.dry_run = true;  // there is no product to compare with, so nothing is read
  CHECK(parallel::all_of(world,
                         agree_on_identity(world, config, unit, [&] { return sources; }).inputs.empty()));
  require_same_inputs(world, together);
  world.barrier();
  if (world.size() == 1 || world.rank() == 1) std::ofstream(folder.path() / "3") << "xx";
  world.barrier();
  std::string fault;
  try {
    require_same_inputs(world, together);
  } catch (const core::Error& error) {
    fault = error.what();
  }
  CHECK(parallel::all_of(world, fault.find("3: changed while this run read it: was 3 bytes") != fault.npos));
}
