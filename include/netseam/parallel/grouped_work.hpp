#pragma once
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/polling_thread.hpp"
#include "netseam/parallel/work_queue.hpp"
#include "netseam/parallel/work_supply.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <vector>

namespace netseam::parallel {

/// How items are shared out by GroupedWork.
struct GroupedWorkPlan {
  std::size_t items = 0;           // numbers below it, those that take longest first
  std::size_t ranks_in_group = 1;  // at most; a node is cut into groups as even as can be
  int ranks_per_node = 0;          // as of find_node_layout
};

/// Groups of ranks of one node that each take one item after the other when they are free: from a queue of
/// their node, which gets items of other nodes when it runs low.
class GroupedWork {
 public:
  /// Collective. ConfigError where MPI does not allow what several nodes need. `communicator` must outlive
  /// the object.
  GroupedWork(const Communicator& communicator, const GroupedWorkPlan& plan);
  GroupedWork(const GroupedWork&) = delete;
  GroupedWork& operator=(const GroupedWork&) = delete;
  GroupedWork(GroupedWork&&) = delete;
  GroupedWork& operator=(GroupedWork&&) = delete;
  ~GroupedWork() = default;

  /// The ranks that work with this one.
  [[nodiscard]] const Communicator& group() const noexcept { return group_; }

  /// How many groups there are on all nodes.
  [[nodiscard]] std::size_t count() const noexcept { return groups_; }

  /// Works through all items; call it once. `work` does one item, on all ranks of a group, and may
  /// communicate within that only; false = stopped before it was done, the same in the group. What it throws
  /// on any rank of several it must throw on all of its group, by agree() over group(): any other error ends
  /// the program. A stop or an error ends the work of all groups. `on_progress` is called on rank 0 between
  /// its items and while it waits, with the number of items that are done; may be empty. Returns whether all
  /// items are done, the same on every rank. Collective; errors reach all ranks.
  [[nodiscard]] bool run(const std::function<bool(std::size_t item)>& work, const core::StopFlag& stop,
                         const std::function<void(std::size_t done)>& on_progress);

 private:
  void begin_supply();
  [[nodiscard]] std::optional<std::size_t> next(const core::StopFlag& stop);
  [[nodiscard]] std::optional<std::size_t> take(const core::StopFlag& stop);
  void wait_for_others();
  void rest();
  void report();

  const Communicator& communicator_;
  NodeLayout layout_;
  Communicator group_;
  WorkQueue queue_;
  std::size_t groups_ = 0;
  std::vector<std::size_t> item_;  // by place: items dealt out to the nodes, one node after the other
  std::vector<WorkRange> share_;   // of each node: places
  std::function<void(std::size_t)> on_progress_;
  std::optional<WorkSupply> supply_;  // these two on the first rank of each of several nodes
  std::optional<PollingThread> thread_;
};

}  // namespace netseam::parallel
