#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/grouped_work.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using namespace netseam;
using namespace netseam::parallel;

namespace {

constexpr std::size_t count = 100;

/// Items that the groups have done, each named once by the first rank of a group, sorted.
std::vector<std::uint64_t> done_by_all(const Communicator& all, const GroupedWork& groups,
                                       const std::vector<std::uint64_t>& mine) {
  auto done = all_gather(all, std::span(mine).first(groups.group().is_root() ? mine.size() : 0));
  std::sort(done.begin(), done.end());
  return done;
}

}  // namespace

TEST_CASE("groups of any size do every item once, on one node and on several", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const std::size_t ranks_in_group = GENERATE(1, 2, 3);
  const int ranks_per_node = GENERATE(0, 1, 2);
  GroupedWork groups(all, {count, ranks_in_group, ranks_per_node});
  REQUIRE(all_of(all, groups.group().size() <= static_cast<int>(ranks_in_group)));
  const core::StopFlag stop;
  std::vector<std::uint64_t> mine;
  std::size_t shown = 0;
  bool together = true;
  const bool complete = groups.run(
      [&](std::size_t item) {
        const auto items = all_gather(groups.group(), std::span<const std::size_t>(&item, 1));
        together = together && std::count(items.begin(), items.end(), item) == groups.group().size();
        mine.push_back(item);
        return true;
      },
      stop, [&](std::size_t done) { shown = done; });
  std::vector<std::uint64_t> expected(count);
  std::iota(expected.begin(), expected.end(), std::uint64_t{0});
  const auto done = done_by_all(all, groups, mine);
  REQUIRE(all_of(all, complete && together && done == expected));
  REQUIRE(all_of(all, shown == (all.is_root() ? count : 0)));
}

TEST_CASE("no items are no work", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  GroupedWork groups(all, {0, 1, GENERATE(0, 1)});
  const core::StopFlag stop;
  bool called = false;
  const bool complete = groups.run([&](std::size_t) { return called = true; }, stop, {});
  REQUIRE(all_of(all, complete && !called));
}

TEST_CASE("a stop on one rank ends the work of all groups", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  GroupedWork groups(all, {count, 2, GENERATE(0, 1)});
  core::StopFlag stop;
  if (all.rank() == all.size() - 1) stop.request();
  const bool complete =
      groups.run([&](std::size_t) { return !any_of(groups.group(), stop.requested()); }, stop, {});
  REQUIRE(all_of(all, !complete));
}

TEST_CASE("an error in one group reaches all ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  GroupedWork groups(all, {count, 2, GENERATE(0, 1)});
  const core::StopFlag stop;
  const bool by_first_alone = GENERATE(false, true);
  std::string message;
  try {
    static_cast<void>(groups.run(
        [&](std::size_t item) {
          parallel::agree(groups.group(), [&] {
            if (item == count / 2 && (!by_first_alone || groups.group().is_root()))
              throw core::InputError({"file", "place", "found", "expected"});
          });
          return true;
        },
        stop, {}));
  } catch (const core::Error& error) {
    message = error.what();
  }
  REQUIRE(all_of(all, message.find("file") != std::string::npos));
}
