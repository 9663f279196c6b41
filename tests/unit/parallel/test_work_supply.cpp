#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/polling_thread.hpp"
#include "netseam/parallel/work_supply.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

using namespace netseam::parallel;

namespace {

/// One rank's view of a run over nodes of one or two ranks, all items in the share of the last node.
struct Supplied {
  Supplied(const Communicator& all, int ranks_per_node, std::size_t count)
      : layout(find_node_layout(all, ranks_per_node)), queue(layout.node) {
    require_thread_support();
    if (!layout.node.is_root()) return;
    std::vector<std::vector<WorkRange>> share(layout.nodes());
    share.back().push_back({0, count});
    supply.emplace(layout.leaders, layout.ranks[layout.index], queue, WorkPool(share, layout.ranks));
    thread = std::make_unique<PollingThread>([this] { return supply->poll(); });
  }
  void finish() {
    queue.leave();
    thread.reset();
  }
  NodeLayout layout;
  WorkQueue queue;
  std::optional<WorkSupply> supply;
  std::unique_ptr<PollingThread> thread;
};

}  // namespace

TEST_CASE("work of one node reaches all nodes and each item is done once", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const int ranks_per_node = GENERATE(1, 2);
  constexpr std::size_t count = 300;
  Supplied run(all, ranks_per_node, count);
  std::vector<std::uint64_t> mine;
  while (!run.queue.over()) {
    if (const auto range = run.queue.next()) {
      for (std::size_t item = range->begin; item < range->end; ++item) {
        mine.push_back(item);
        run.queue.add_done(1);
        std::this_thread::sleep_for(std::chrono::microseconds(300));
      }
    } else {
      std::this_thread::yield();
    }
  }
  run.finish();
  const auto items = all_gather(all, std::span<const std::uint64_t>(mine));
  std::vector<int> times(count, 0);
  for (const auto item : items) ++times[item];
  REQUIRE(all_of(all, times == std::vector<int>(count, 1)));
  REQUIRE(all_of(all, all.size() == 1 || !mine.empty()));  // also on nodes without a share of their own
  const bool heard = !all.is_root() || run.queue.done() + run.supply->done_elsewhere() == count;
  REQUIRE(all_of(all, heard));
}

TEST_CASE("a queue closed on one node closes all", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  Supplied run(all, 1, 1000000);
  if (all.rank() == all.size() - 1) run.queue.close();
  while (!run.queue.over()) {
    if (const auto range = run.queue.next()) run.queue.add_done(range->size());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  run.finish();
  REQUIRE(all_of(all, run.queue.closed()));
}
