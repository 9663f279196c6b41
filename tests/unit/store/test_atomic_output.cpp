#include "file_size_limit.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/atomic_output.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace netseam;
using parallel::Communicator;

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::ptrdiff_t entries(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

}  // namespace

TEST_CASE("an output has its name only after the commit", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "a" / "b" / "out.h5";
  {
    store::AtomicOutput output(world, path);
    const auto partial = output.partial().string();
    REQUIRE(parallel::all_of(world, partial == parallel::broadcast(world, partial)));
    REQUIRE(
        parallel::all_of(world, partial.starts_with(path.string() + ".") && partial.ends_with(".partial")));
    REQUIRE(
        parallel::all_of(world, std::filesystem::exists(output.partial()) && !std::filesystem::exists(path)));
    world.barrier();
    if (world.is_root()) std::ofstream(output.partial()) << "new";
    output.commit();
    REQUIRE(parallel::all_of(world, content(path) == "new" && !std::filesystem::exists(output.partial())));
  }
  world.barrier();
  REQUIRE(parallel::all_of(world, std::filesystem::exists(path)));
}

TEST_CASE("an output that is given up leaves the older file and nothing else", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "out.h5";
  if (world.is_root()) std::ofstream(path) << "old";
  world.barrier();
  {
    const store::AtomicOutput output(world, path);
    if (world.is_root()) std::ofstream(output.partial()) << "half of the n";
    world.barrier();
  }
  world.barrier();
  REQUIRE(parallel::all_of(world, content(path) == "old" && entries(folder.path()) == 1));
}

TEST_CASE("a commit whose partial file is gone fails on all ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  store::AtomicOutput output(world, folder.path() / "out.h5");
  if (world.is_root()) std::filesystem::remove(output.partial());
  world.barrier();
  REQUIRE_THROWS_WITH(
      output.commit(),
      Catch::Contains("out.h5.") && Catch::Contains(".partial: cannot open it for writing: No such file"));
}

TEST_CASE("places that cannot be written are errors of the configuration on all ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  if (world.is_root()) {
    std::ofstream(folder.path() / "file") << "in the way";
    std::filesystem::create_directory(folder.path() / "folder");
  }
  world.barrier();
  const auto code_of = [&](const std::filesystem::path& path) {
    try {
      const store::AtomicOutput output(world, path);
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::ExitCode::done;
  };
  REQUIRE(parallel::all_of(world, code_of(folder.path() / "file" / "out.h5") == core::ExitCode::usage));
  REQUIRE(parallel::all_of(world, code_of(folder.path() / "folder") == core::ExitCode::usage));
  REQUIRE(parallel::all_of(world, code_of("/proc/netseam/out.h5") == core::ExitCode::usage));
}

TEST_CASE("a text is written whole or not at all", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "new" / "table.csv";
  store::write_text_atomically(path, "a,b\r\n1,2\r\n");
  REQUIRE(content(path) == "a,b\r\n1,2\r\n");
  store::write_text_atomically(path, "");
  REQUIRE(content(path).empty());
  store::write_text_atomically(path, "old");
  {
    const test::FileSizeLimit limit(1000);
    REQUIRE_THROWS_WITH(
        store::write_text_atomically(path, std::string(5000, 'x')),
        Catch::Contains("table.csv.") &&
            Catch::Contains(".partial: cannot write: File too large; raise the limit on file sizes"));
  }
  REQUIRE(content(path) == "old");
  REQUIRE(entries(path.parent_path()) == 1);
}

TEST_CASE("two outputs of one name do not share a file, and each place is asked before it is written",
          "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "out.h5";
  store::AtomicOutput one(world, path), two(world, path);
  REQUIRE(parallel::all_of(world, one.partial() != two.partial()));
  int asked = 0;
  const store::OutputPlace lost{path, [&] {
                                  if (++asked > 1 && world.rank() == world.size() - 1)
                                    throw core::ConfigError("the lock is lost");
                                }};
  store::AtomicOutput third(world, lost);
  REQUIRE_THROWS_WITH(third.commit(), "the lock is lost");
  REQUIRE(parallel::all_of(world, !std::filesystem::exists(path)));
  two.commit();
  REQUIRE(parallel::all_of(world, std::filesystem::exists(path)));
}

TEST_CASE("leftovers of dead runs are removed, those of living ones only under the lock", "[serial]") {
  const test::TempDirectory folder;
  const auto path = folder.path() / "out.h5";
  const auto own = store::partial_name(path);
  // the same name of a process that cannot be: numbers end at 2^22
  std::string name = own.filename();
  const auto first = name.find('-', name.find('-') + 1) + 1;
  name.replace(first, name.find('-', first) - first, "99999999");
  const auto dead = folder.path() / name;
  const auto other = folder.path() / "out2.h5.x.partial",
             silent = folder.path() / "out.h5.elsewhere-1-2-3.partial";
  const auto beside = std::filesystem::path(dead) += ".data.0";
  for (const auto& file : {own, dead, beside, other, silent}) std::ofstream(file) << "x";
  store::remove_leftovers(path, store::Leftovers::of_ended_runs);
  CHECK(std::filesystem::exists(own));
  CHECK(!std::filesystem::exists(dead));
  CHECK(!std::filesystem::exists(beside));
  CHECK(std::filesystem::exists(silent));
  std::filesystem::last_write_time(silent,
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours{2});
  store::remove_leftovers(path, store::Leftovers::of_ended_runs);
  CHECK(!std::filesystem::exists(silent));
  store::remove_leftovers(path, store::Leftovers::of_all_runs);
  CHECK(!std::filesystem::exists(own));
  CHECK(std::filesystem::exists(other));
}
