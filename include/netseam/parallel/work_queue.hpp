#pragma once
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/shared_array.hpp"
#include "netseam/parallel/work_range.hpp"

#include <cstddef>
#include <limits>
#include <optional>

namespace netseam::parallel {

/// Items that the ranks of a node share out among themselves, each taking the next ones when it is free; in
/// the order of their numbers within a range, ranges in the order in which they were added. Lock-free in
/// shared memory: no rank ever waits for another one. Item numbers are below 2^32.
class WorkQueue {
 public:
  /// Ranges that may stand in the queue at once.
  static constexpr std::size_t slots = 64;

  /// An empty queue. Collective over `node`.
  explicit WorkQueue(const Communicator& node);

  /// Makes the queue as it was at first. No rank may use it meanwhile. Collective over `node`.
  void reset();

  /// Puts items into the queue. Only one rank of the node may add. False = no slot is free, nothing was
  /// added.
  bool add(WorkRange range);
  /// Says that nothing more will be added.
  void seal() noexcept;
  /// Nothing more is handed out: a stop or an error. Any rank; seen by all.
  void close() noexcept;
  [[nodiscard]] bool closed() const noexcept;
  /// The next items for this rank, no more than `at_most`; nothing = the queue is empty at this moment, or
  /// closed.
  [[nodiscard]] std::optional<WorkRange> next(
      std::size_t at_most = std::numeric_limits<std::size_t>::max()) noexcept;
  /// True when next() will never again give anything: closed, or sealed and empty.
  [[nodiscard]] bool over() const noexcept;
  /// Items that stand in the queue.
  [[nodiscard]] std::size_t remaining() const noexcept;

  /// Counts finished items of the node.
  void add_done(std::size_t count) noexcept;
  [[nodiscard]] std::size_t done() const noexcept;
  /// Counts a rank that will ask no more.
  void leave() noexcept;
  [[nodiscard]] std::size_t left() const noexcept;

 private:
  struct State;
  [[nodiscard]] State& state() const noexcept;
  SharedArray memory_;
  std::size_t ranks_;
  bool is_root_;
};

}  // namespace netseam::parallel
