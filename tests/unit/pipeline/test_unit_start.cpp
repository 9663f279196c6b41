#include "temp_directory.hpp"
#include "unit_start.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::pipeline;
using parallel::all_of;

namespace {

WorkUnit unit_in(const std::filesystem::path& folder, const std::string& name = "step0") {
  WorkUnit unit;
  unit.stage = "layers", unit.checkpoint = name;
  unit.product = folder / name / "layers.h5", unit.shards = folder / name / "layers.shards";
  return unit;
}

std::string failure(const std::function<void()>& work, core::ExitCode& code) {
  try {
    work();
  } catch (const parallel::AgreedError& error) {
    code = error.code();
    return error.what();
  }
  code = core::ExitCode::done;
  return "";
}

}  // namespace

TEST_CASE("one hold at a time, which clears what dead runs left and what its product replaces", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const WorkUnit unit = unit_in(folder.path());
  const auto left = unit.product.string() + ".gone-1-2-3.partial";
  if (world.is_root()) {
    std::filesystem::create_directories(unit.shards);
    std::ofstream(left) << "half";
    std::ofstream(unit.shards / "part-000000.shard") << "x";
  }
  world.barrier();
  {
    const UnitHold hold(world, {}, unit, {unit.product});
    REQUIRE(all_of(world, !std::filesystem::exists(left)));
    core::ExitCode code{};
    const auto said = failure([&] { const UnitHold second(world, {}, unit, {unit.product}); }, code);
    REQUIRE(all_of(world, code == core::ExitCode::usage));
    REQUIRE(all_of(world, said.find("layers.h5: being worked on by host ") != std::string::npos));
    REQUIRE(all_of(world, said.find("wait for it or stop it") != std::string::npos));
    REQUIRE_THROWS_AS(refuse_busy_unit(world, {}, unit), UnitRefused);
    // another product of the same folder is another matter
    const UnitHold other(world, {}, unit, {folder.path() / "step0/hierarchy.h5"});
    store::AtomicOutput output(world, hold.place(unit.product));
    output.commit();
    parallel::Log log(world, {}, nullptr);
    hold.clear_shards(world, log);
    REQUIRE(all_of(world, !std::filesystem::exists(unit.shards)));
  }
  world.barrier();
  REQUIRE(all_of(world, !std::filesystem::exists(folder.path() / "step0/layers.lock")));
  const UnitHold again(world, {}, unit, {unit.product});
}

TEST_CASE("a run that lost its lock or its folder saves nothing and says so on all ranks", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const WorkUnit unit = unit_in(folder.path());
  const UnitHold hold(world, {}, unit, {unit.product});
  store::AtomicOutput output(world, hold.place(unit.product));
  if (world.is_root()) std::filesystem::remove(folder.path() / "step0/layers.lock");
  world.barrier();
  core::ExitCode code{};
  const auto said = failure([&] { output.commit(); }, code);
  REQUIRE(all_of(world, code == core::ExitCode::usage));
  REQUIRE(all_of(world, said.find("was removed while this run went on") != std::string::npos));
  REQUIRE(all_of(world, !std::filesystem::exists(unit.product)));
  world.barrier();
  if (world.is_root()) std::filesystem::remove_all(folder.path() / "step0");
  world.barrier();
  REQUIRE_THROWS_WITH(store::AtomicOutput(world, hold.place(unit.product)),
                      Catch::Contains("was removed while this run went on"));
  REQUIRE(all_of(world, !std::filesystem::exists(folder.path() / "step0")));
}

TEST_CASE("units fail one by one, and the first gives the code", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  std::vector<WorkUnit> units;
  for (const char* name : {"a", "b", "c", "d"}) units.push_back(unit_in("/nowhere", name));
  std::vector<std::size_t> done;
  const auto work = [&](std::size_t k) {
    if (k == 1) parallel::agree(world, [] { throw core::InputError({"b.npy", "row 1", "NaN", "a number"}); });
    if (k == 2) throw UnitRefused("busy");
    done.push_back(k);
    return true;
  };
  core::ExitCode code{};
  auto said = failure([&] { (void)conclude(do_units(world, units, nullptr, work), "checkpoint"); }, code);
  REQUIRE(all_of(world, done == std::vector<std::size_t>{0, 3}));
  REQUIRE(all_of(world, code == core::ExitCode::input && said == "2 of 4 checkpoints failed: b, c"));
  // one unit says what it has to say
  said = failure(
      [&] { (void)conclude(do_units(world, {units[1]}, nullptr, [&](auto) { return work(1); }), "task"); },
      code);
  REQUIRE(all_of(world, said == "b.npy: row 1: found NaN, expected a number"));
  // results that fall short are told beside
  said = failure(
      [&] {
        (void)conclude(do_units(world, units, nullptr, work), "task",
                       {core::ExitCode::numerical, "1 falls short"});
      },
      code);
  REQUIRE(all_of(world, code == core::ExitCode::input && said == "2 of 4 tasks failed: b, c; 1 falls short"));
  said = failure([&] { (void)conclude({}, "task", {core::ExitCode::numerical, "1 falls short"}); }, code);
  REQUIRE(all_of(world, code == core::ExitCode::numerical && said == "1 falls short"));
}

TEST_CASE("a full disk, a fault of the program and a stop end the run at once", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::vector<WorkUnit> units{unit_in("/nowhere", "a"), unit_in("/nowhere", "b")};
  std::size_t begun = 0;
  for (const auto what : {core::ExitCode::usage, core::ExitCode::internal}) {
    begun = 0;
    const auto work = [&](std::size_t) -> bool {
      ++begun;
      throw parallel::AgreedError(what, "no");
    };
    REQUIRE_THROWS_WITH(do_units(world, units, nullptr, work), "no");
    REQUIRE(all_of(world, begun == 1));
  }
  begun = 0;
  const auto outcome = do_units(world, units, nullptr, [&](std::size_t) { return ++begun == 0; });
  REQUIRE(all_of(world, begun == 1 && conclude(outcome, "task") == core::ExitCode::stopped_early));
}

TEST_CASE("a dry run goes on behind a fault, another run does not", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  Config config;
  const auto fail = [&](const std::string& what) {
    return [&world, what] {
      parallel::agree(world, [&] { throw core::InputError({what, "", "nothing", "something"}); });
    };
  };
  UnitFaults strict(world, config, nullptr);
  REQUIRE_THROWS_AS(strict.check(fail("a")), parallel::AgreedError);
  config.run.dry_run = true;
  UnitFaults faults(world, config, nullptr);
  REQUIRE(all_of(world, faults.check([] {})));
  faults.throw_found();
  for (const char* name : {"a", "b", "a"}) REQUIRE(all_of(world, !faults.check(fail(name))));
  REQUIRE_THROWS_WITH(faults.throw_found(), "2 faults, the first: a: found nothing, expected something");
}
