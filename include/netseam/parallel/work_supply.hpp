#pragma once
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/work_pool.hpp"
#include "netseam/parallel/work_queue.hpp"

#include <mpi.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <vector>

namespace netseam::parallel {

/// Keeps the queues of all nodes filled. One rank of each node has one and calls poll() again and again: when
/// the node's queue runs low it asks rank 0 for more items, which hands them out of a WorkPool. Asking early
/// hides the time that the answer takes. A queue that is closed on one node is closed on all. Two-sided
/// messages only: one-sided ones fail, or wait for a busy target, on common networks.
class WorkSupply {
 public:
  /// `nodes`: one rank of each node, duplicated. `queue` of this node, with `ranks` ranks, must outlive the
  /// supply; nobody else may add to it or seal it. `pool` is used on rank 0. Collective over `nodes`.
  WorkSupply(const Communicator& nodes, std::size_t ranks, WorkQueue& queue, WorkPool pool);
  /// Asks and answers; never waits. True once all ranks of all nodes have left their queues and all messages
  /// have arrived.
  bool poll();
  /// Items done on the other nodes, as far as rank 0 has heard. May be read by another thread than the one
  /// that polls.
  [[nodiscard]] std::size_t done_elsewhere() const noexcept { return done_elsewhere_.load(); }

 private:
  enum class Kind : std::uint64_t { ask, close, report, leave, give, end };
  struct Message {
    Kind kind{};
    std::uint64_t first = 0, second = 0;  // done items with report and leave; begin and end with give
  };
  struct Letter {
    Message message;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  void send(int to, int tag, Message message);
  [[nodiscard]] std::optional<Message> receive(int from, int tag, int& sender);
  void serve();
  void hear();
  void ask();

  Communicator nodes_;
  std::size_t ranks_;
  WorkQueue& queue_;
  std::chrono::steady_clock::time_point begun_, reported_;
  std::list<Letter> outbox_;
  bool asked_ = false, exhausted_ = false, told_close_ = false, left_ = false, ended_ = false;
  WorkPool pool_;                     // of rank 0, like all that follows
  std::vector<std::size_t> done_of_;  // by node
  std::size_t nodes_left_ = 0;
  std::atomic<std::size_t> done_elsewhere_{0};
};

}  // namespace netseam::parallel
