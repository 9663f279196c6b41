#pragma once
#include "netseam/parallel/work_range.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace netseam::parallel {

/// The items of a run that no node has yet. Each node has a share of its own and gets that first, in halves
/// of what is left of it; when it is used up, the node gets items from the end of the share that has most
/// left. Plain data: no messages.
class WorkPool {
 public:
  /// share[k]: the items of node k in the order of work, disjoint ranges; ranks[k] > 0: its ranks.
  /// may_take(k, item): whether node k can work on an item of another node's share; empty = always.
  WorkPool(std::vector<std::vector<WorkRange>> share, std::vector<std::size_t> ranks,
           std::function<bool(std::size_t node, std::size_t item)> may_take = {});

  /// The next items for a node; empty = nothing is left that it could take, now or later.
  [[nodiscard]] WorkRange take(std::size_t node);
  /// Nothing is handed out any more.
  void close() noexcept { closed_ = true; }
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] std::size_t nodes() const noexcept { return ranks_.size(); }

  /// Items that a node of `ranks` ranks should still have when it asks for more: what it works off, at `rate`
  /// items per second, until the answer is there, and a little more.
  [[nodiscard]] static std::size_t low_water(std::size_t ranks, double rate);

 private:
  [[nodiscard]] std::size_t left(std::size_t owner) const;
  [[nodiscard]] WorkRange take_own(std::size_t node);
  [[nodiscard]] WorkRange take_from(std::size_t owner, std::size_t node);
  std::vector<std::vector<WorkRange>> free_;  // of each node, in the order of work
  std::vector<std::size_t> ranks_;
  std::function<bool(std::size_t, std::size_t)> may_take_;
  bool closed_ = false;
};

}  // namespace netseam::parallel
