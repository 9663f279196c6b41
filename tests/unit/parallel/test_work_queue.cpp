#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/work_queue.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

using namespace netseam::parallel;

namespace {

/// All items that this rank gets until the queue is over.
std::vector<std::uint64_t> drain(WorkQueue& queue) {
  std::vector<std::uint64_t> items;
  while (!queue.over()) {
    const auto range = queue.next();
    if (!range) continue;
    for (std::size_t item = range->begin; item < range->end; ++item) items.push_back(item);
    queue.add_done(range->size());
  }
  return items;
}

/// Whether the ranks together have 0 .. count-1, each once.
bool each_once(const Communicator& all, const std::vector<std::uint64_t>& mine, std::size_t count) {
  auto items = all_gather(all, std::span(mine));
  std::sort(items.begin(), items.end());
  std::vector<std::uint64_t> expected(count);
  std::iota(expected.begin(), expected.end(), std::uint64_t{0});
  return items == expected;
}

}  // namespace

TEST_CASE("chunks shrink to single items and are never empty while there is work", "[serial]") {
  std::size_t remaining = 1000, chunks = 0, last = 1000;
  while (remaining > 0) {
    const std::size_t chunk = guided_chunk(remaining, 4);
    REQUIRE(chunk >= 1);
    REQUIRE(chunk <= last);
    REQUIRE(chunk <= remaining);
    last = chunk;
    remaining -= chunk;
    ++chunks;
  }
  REQUIRE(last == 1);
  REQUIRE(chunks < 200);  // far fewer visits to the queue than items
  REQUIRE(guided_chunk(0, 4) == 0);
}

TEST_CASE("every item is handed out once", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  WorkQueue queue(all);
  constexpr std::size_t count = 100000;
  if (all.is_root()) {
    queue.add({0, count});
    queue.seal();
  }
  REQUIRE(each_once(all, drain(queue), count));
  REQUIRE(all_of(all, queue.done() == count && queue.remaining() == 0));
}

TEST_CASE("items may be added while others are taken", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  WorkQueue queue(all);
  constexpr std::size_t pieces = 5000, piece = 3;
  std::vector<std::uint64_t> mine;
  if (all.is_root()) {
    for (std::size_t k = 0; k < pieces; ++k) {
      while (!queue.add({k * piece, (k + 1) * piece})) {  // all slots are full: make room
        if (const auto range = queue.next()) {
          for (std::size_t item = range->begin; item < range->end; ++item) mine.push_back(item);
        }
      }
    }
    queue.seal();
  }
  const auto rest = drain(queue);
  mine.insert(mine.end(), rest.begin(), rest.end());
  REQUIRE(each_once(all, mine, pieces * piece));
}

TEST_CASE("a closed queue gives nothing to anybody", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  WorkQueue queue(all);
  if (all.is_root()) queue.add({0, 10});
  all.barrier();
  if (all.rank() == all.size() - 1) queue.close();
  all.barrier();
  REQUIRE(all_of(all, queue.closed() && queue.over() && !queue.next()));
}

TEST_CASE("an empty queue is over only once it is sealed", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  WorkQueue queue(all);
  const bool open = !queue.over() && !queue.next();
  all.barrier();
  queue.leave();
  all.barrier();
  if (all.is_root()) queue.seal();
  all.barrier();
  REQUIRE(all_of(all, open && queue.over() && queue.left() == static_cast<std::size_t>(all.size())));
}

TEST_CASE("a queue that was closed, or used up, is as new after a reset", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  WorkQueue queue(all);
  if (all.is_root()) {
    queue.add({0, 10});
    queue.close();
  }
  for (const std::size_t count : {std::size_t{7}, std::size_t{1000}}) {
    queue.reset();
    REQUIRE(all_of(all, !queue.closed() && !queue.over() && queue.remaining() == 0 && queue.done() == 0));
    all.barrier();
    if (all.is_root()) {
      queue.add({0, count});
      queue.seal();
    }
    REQUIRE(all_of(all, each_once(all, drain(queue), count)));
  }
}
