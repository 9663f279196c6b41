#include "netseam/parallel/grouped_work.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <thread>
#include <utility>

namespace netseam::parallel {
namespace {

/// How long a rank without work sleeps before it looks again.
constexpr std::chrono::microseconds nap{200};
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

std::size_t groups_on_node(std::size_t ranks, std::size_t ranks_in_group) {
  const std::size_t size = std::clamp<std::size_t>(ranks_in_group, 1, ranks);
  return (ranks + size - 1) / size;
}

Communicator make_group(const Communicator& node, std::size_t ranks_in_group) {
  const auto ranks = static_cast<std::size_t>(node.size()), rank = static_cast<std::size_t>(node.rank());
  return node.split(static_cast<int>(rank * groups_on_node(ranks, ranks_in_group) / ranks));
}

/// Deals items out like cards, in proportion to the ranks of the nodes.
std::vector<std::vector<std::size_t>> deal(std::size_t items, const std::vector<std::size_t>& ranks) {
  std::vector<std::vector<std::size_t>> dealt(ranks.size());
  for (std::size_t item = 0; item < items; ++item) {
    std::size_t next = 0;  // the node with fewest items for its ranks
    for (std::size_t node = 1; node < ranks.size(); ++node)
      if (dealt[node].size() * ranks[next] < dealt[next].size() * ranks[node]) next = node;
    dealt[next].push_back(item);
  }
  return dealt;
}

template <class Work>
std::exception_ptr failure_of_rank(const Work& work, std::size_t item) {
  try {
    work(item);
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

/// An error of one rank of a group has no handler here, and ends the program: the others may wait for that
/// rank.
template <class Work>
std::exception_ptr failure_of_group(const Work& work, std::size_t item) {
  try {
    work(item);
  } catch (const PartError&) {
    return std::current_exception();
  }
  return nullptr;
}

}  // namespace

GroupedWork::GroupedWork(const Communicator& communicator, const GroupedWorkPlan& plan)
    : communicator_(communicator),
      layout_(find_node_layout(communicator, plan.ranks_per_node)),
      group_(make_group(layout_.node, plan.ranks_in_group)),
      queue_(layout_.node) {
  for (const std::size_t ranks : layout_.ranks) groups_ += groups_on_node(ranks, plan.ranks_in_group);
  for (const auto& items : deal(plan.items, layout_.ranks)) {
    share_.push_back({item_.size(), item_.size() + items.size()});
    item_.insert(item_.end(), items.begin(), items.end());
  }
  if (layout_.nodes() > 1) agree(communicator_, [] { require_thread_support(); });
}

/// Items reach the queue of a single node at once, those of many nodes piece by piece.
void GroupedWork::begin_supply() {
  if (!layout_.node.is_root()) return;
  if (layout_.nodes() == 1) {
    queue_.add(share_.front());
    queue_.seal();
    return;
  }
  std::vector<std::vector<WorkRange>> share;
  for (const auto& range : share_) share.push_back({range});
  supply_.emplace(layout_.leaders, layout_.ranks[layout_.index], queue_,
                  WorkPool(std::move(share), layout_.ranks));
  thread_.emplace([this] { return supply_->poll(); });
}

bool GroupedWork::run(const std::function<bool(std::size_t)>& work, const core::StopFlag& stop,
                      const std::function<void(std::size_t)>& on_progress) {
  on_progress_ = on_progress;
  begin_supply();
  std::size_t done = 0;
  std::exception_ptr failure;
  const auto do_item = [&](std::size_t item) {
    if (!work(item)) {
      queue_.close();
    } else if (group_.is_root()) {
      ++done;
      queue_.add_done(1);
    }
  };
  while (const auto item = next(stop)) {
    if (auto failed =
            group_.size() == 1 ? failure_of_rank(do_item, *item) : failure_of_group(do_item, *item)) {
      failure = std::move(failed);
      queue_.close();
    }
    report();
  }
  queue_.leave();
  wait_for_others();
  throw_together(communicator_, failure);
  return all_reduce(communicator_, static_cast<std::int64_t>(done), Reduction::sum) ==
         static_cast<std::int64_t>(item_.size());
}

/// The next item of the group, on all of its ranks.
std::optional<std::size_t> GroupedWork::next(const core::StopFlag& stop) {
  auto item = group_.is_root() ? take(stop) : std::nullopt;
  if (group_.size() == 1) return item;
  const std::size_t told = broadcast(group_, std::vector{item.value_or(none)}).at(0);
  return told == none ? std::nullopt : std::optional(told);
}

std::optional<std::size_t> GroupedWork::take(const core::StopFlag& stop) {
  while (true) {
    if (stop.requested()) queue_.close();
    if (const auto place = queue_.next(1)) return item_[place->begin];
    if (queue_.over()) return std::nullopt;
    rest();
  }
}

void GroupedWork::wait_for_others() {
  // asleep, not in a collective call, which takes a processor from those that work
  while (queue_.left() < layout_.ranks[layout_.index]) rest();
  if (thread_)
    while (!thread_->over()) rest();
  thread_.reset();
  report();
}

void GroupedWork::rest() {
  report();
  std::this_thread::sleep_for(nap);
}

void GroupedWork::report() {
  if (communicator_.is_root() && on_progress_)
    on_progress_(queue_.done() + (supply_ ? supply_->done_elsewhere() : 0));
}

}  // namespace netseam::parallel
