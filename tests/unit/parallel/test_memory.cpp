#include "temp_directory.hpp"

#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/shared_array.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

using namespace netseam;

namespace {

/// A stand-in for / with the files of /proc and /sys that are read.
struct FakeRoot {
  test::TempDirectory folder;
  void write(const std::string& file, const std::string& text) const {
    const auto path = folder.path() / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
};

}  // namespace

TEST_CASE("without a limit the kernel's available memory counts", "[serial]") {
  const FakeRoot root;
  root.write("proc/meminfo", "MemTotal:  2000 kB\nMemAvailable:    1000 kB\nHugePages_Total:  0\n");
  REQUIRE(parallel::available_memory(root.folder.path()) == 1000 * 1024);
  root.write("proc/self/cgroup", "0::/job\n");
  root.write("sys/fs/cgroup/job/memory.max", "max\n");
  root.write("sys/fs/cgroup/job/memory.current", "5\n");
  REQUIRE(parallel::available_memory(root.folder.path()) == 1000 * 1024);
}

TEST_CASE("a limit of a control group counts, of version 2 with its parents", "[serial]") {
  const FakeRoot root;
  root.write("proc/meminfo", "MemAvailable:    1000 kB\n");
  root.write("proc/self/cgroup", "0::/slurm/job\n");
  root.write("sys/fs/cgroup/slurm/job/memory.max", "max\n");
  root.write("sys/fs/cgroup/slurm/job/memory.current", "100\n");
  root.write("sys/fs/cgroup/slurm/memory.max", "5000\n");
  root.write("sys/fs/cgroup/slurm/memory.current", "1000\n");
  root.write("sys/fs/cgroup/slurm/memory.stat", "anon 700\ninactive_file 300\n");
  REQUIRE(parallel::available_memory(root.folder.path()) == 5000 - (1000 - 300));
}

TEST_CASE("a limit of a control group counts, of version 1", "[serial]") {
  const FakeRoot root;
  root.write("proc/meminfo", "MemAvailable:    1000 kB\n");
  root.write("proc/self/cgroup", "5:cpu:/\n4:memory:/job\n0::/\n");
  root.write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "4096\n");
  root.write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "5000\n");
  REQUIRE(parallel::available_memory(root.folder.path()) == 0);  // over the limit already
}

TEST_CASE("places that are not there set no limit", "[serial]") {
  const FakeRoot root;
  REQUIRE(parallel::available_memory(root.folder.path()) == std::numeric_limits<std::size_t>::max());
  REQUIRE(parallel::available_shared_memory("/nowhere") == std::numeric_limits<std::size_t>::max());
  REQUIRE(parallel::available_memory() > 0);
}

TEST_CASE("the memory of a process has its parts", "[serial]") {
  const auto before = parallel::process_memory();
  REQUIRE(before.resident == before.own + before.library + before.shared);
  constexpr std::size_t size = 64 << 20;
  const std::vector<char> block(size, 1);
  const auto after = parallel::process_memory();
  // other allocations of the process may move by less than a tenth of the block
  REQUIRE(static_cast<double>(after.own - before.own) == Approx(static_cast<double>(size)).epsilon(0.1));
  REQUIRE(after.peak_resident >= after.resident);
}

TEST_CASE("a node's peak counts shared memory once", "[mpi]") {
  const auto all = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  constexpr std::size_t size = 96 << 20;
  const parallel::SharedArray array(all, size);
  const std::size_t before = parallel::node_peak_memory(all);
  std::fill(array.bytes().begin(), array.bytes().end(), std::byte{1});  // all ranks touch all of it
  array.synchronise();
  const auto grown = static_cast<double>(parallel::node_peak_memory(all)) - static_cast<double>(before);
  // not ranks x size; the rest of the process moves by less than a tenth of it. One rank alone has the array
  // for itself, and may have had a higher peak before
  const bool once = grown <= 1.1 * static_cast<double>(size);
  const bool counted = all.size() == 1 || grown >= 0.9 * static_cast<double>(size);
  REQUIRE(parallel::all_of(all, once && counted && parallel::node_peak_memory(all) >= size));
}
