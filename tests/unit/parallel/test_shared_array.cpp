#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/ready_flags.hpp"
#include "netseam/parallel/shared_array.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <cstdint>
#include <string>
#include <utility>

using namespace netseam::parallel;

TEST_CASE("all ranks of a node see the same aligned memory", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto ranks = static_cast<std::size_t>(all.size()), rank = static_cast<std::size_t>(all.rank());
  constexpr std::size_t part = 1000;
  SharedArray made(all, part * ranks);
  SharedArray array = std::move(made);  // the moved-from one must not free
  const auto bytes = array.bytes();
  const bool aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % netseam::core::alignment == 0;
  for (std::size_t i = 0; i < part; ++i) bytes[rank * part + i] = static_cast<std::byte>(rank + 1);
  array.synchronise();
  bool same = bytes.size() == part * ranks;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    same = same && bytes[i] == static_cast<std::byte>(i / part + 1);
  REQUIRE(all_of(all, aligned && same));
}

TEST_CASE("an array without bytes is no error", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const SharedArray array(all, 0);
  REQUIRE(all_of(all, array.bytes().empty()));
}

TEST_CASE("too much shared memory is refused on all ranks with advice", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  std::string message;
  try {
    const SharedArray array(all, std::size_t{1} << 60);
  } catch (const netseam::core::Error& error) {
    message = error.what();
  }
  REQUIRE(all_of(all, message.find("fewer samples") != std::string::npos));
}

TEST_CASE("who sees a flag sees what was written before it", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto ranks = static_cast<std::size_t>(all.size()), rank = static_cast<std::size_t>(all.rank());
  const SharedArray array(all, ranks);
  ReadyFlags flags(all, ranks);
  const bool open = flags.get(rank) == Readiness::open;
  array.bytes()[rank] = static_cast<std::byte>(rank + 7);
  flags.set(rank, rank == 0 ? Readiness::given_up : Readiness::ready);
  bool right = open;
  for (std::size_t other = 0; other < ranks; ++other) {
    while (flags.get(other) == Readiness::open) {
    }
    right = right && array.bytes()[other] == static_cast<std::byte>(other + 7);
  }
  REQUIRE(all_of(all, right && flags.get(0) == Readiness::given_up));
}
