#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>

using namespace netseam;
using parallel::Communicator;

namespace {

/// Message and code of what agree() throws, or "no error".
template <class Work>
std::pair<std::string, core::ExitCode> failure_of(const Communicator& all, Work work) {
  try {
    parallel::agree(all, work);
  } catch (const core::Error& error) {
    return {error.what(), error.code()};
  }
  return {"no error", core::ExitCode::done};
}

}  // namespace

TEST_CASE("what one rank throws is thrown by all", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto failure = failure_of(all, [&] {
    if (all.rank() == all.size() - 1) throw core::ConfigError("bad key");
  });
  REQUIRE(parallel::all_of(all, failure == std::pair(std::string("bad key"), core::ExitCode::usage)));
}

TEST_CASE("the cause of an error reaches all ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  core::Cause cause = core::Cause::unspecified;
  try {
    parallel::agree(all, [&] {
      if (all.rank() == all.size() - 1)
        throw core::InputError({"a.npy", "size", "8 bytes", "9"}, core::Cause::changed_in_midrun);
    });
  } catch (const parallel::AgreedError& error) {
    cause = error.cause();
  }
  REQUIRE(parallel::all_of(all, cause == core::Cause::changed_in_midrun));
}

TEST_CASE("the lowest failing rank speaks for all", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto failure =
      failure_of(all, [&] { throw core::NumericalError("rank " + std::to_string(all.rank())); });
  REQUIRE(parallel::all_of(all, failure == std::pair(std::string("rank 0"), core::ExitCode::numerical)));
}

TEST_CASE("foreign exceptions count as internal errors", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto failure = failure_of(all, [&] { throw std::runtime_error("lost"); });
  const bool right =
      failure.second == core::ExitCode::internal && failure.first.find("lost") != std::string::npos;
  REQUIRE(parallel::all_of(all, right));
}

TEST_CASE("a place that the system does not let us see is named with its reason", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto failure = failure_of(all, [&] { (void)std::filesystem::file_size("/nowhere/at all"); });
  REQUIRE(parallel::all_of(
      all, failure ==
               std::pair(std::string("/nowhere/at all: No such file or directory"), core::ExitCode::usage)));
}

TEST_CASE("values come through where nobody fails", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  REQUIRE(parallel::all_of(all, parallel::agree(all, [&] { return all.rank() + 7; }) == all.rank() + 7));
}

TEST_CASE("what all ranks throw is an AgreedError, what a part of them throws is none", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD), alone = all.split(all.rank());
  const auto fail = [] { throw core::ConfigError("bad key"); };
  bool agreed = false, agreed_alone = false;
  try {
    parallel::agree(all, fail);
  } catch (const parallel::AgreedError& error) {
    agreed = error.code() == core::ExitCode::usage;
  }
  try {
    parallel::agree(alone, fail);
  } catch (const parallel::AgreedError&) {
    agreed_alone = true;
  } catch (const parallel::PartError&) {
  }
  REQUIRE(parallel::all_of(all, agreed && agreed_alone == (all.size() == 1)));
}

TEST_CASE("a rank without memory is named, and options are at fault", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto failure = failure_of(all, [&] {
    if (all.rank() == all.size() - 1) throw std::bad_alloc();
  });
  const auto who =
      "out of memory on rank " + std::to_string(all.size() - 1) + " of " + std::to_string(all.size());
  REQUIRE(parallel::all_of(all, failure.second == core::ExitCode::usage && failure.first.starts_with(who)));
}
