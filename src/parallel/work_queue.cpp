#include "netseam/parallel/work_queue.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <new>

namespace netseam::parallel {
namespace {

/// A range in one word, so that taking items and adding a range are one atomic step each.
constexpr std::uint64_t pack(WorkRange range) { return (std::uint64_t{range.begin} << 32) | range.end; }
constexpr WorkRange unpack(std::uint64_t word) {
  return {static_cast<std::size_t>(word >> 32), static_cast<std::size_t>(word & 0xffffffffU)};
}

}  // namespace

struct WorkQueue::State {
  std::atomic<std::uint32_t> sealed, closed;
  std::atomic<std::uint64_t> done, left;
  // ranges are added at `added` modulo `slots` and used up in that order; `first` is the oldest that may have
  // items
  std::atomic<std::uint64_t> added, first;
  std::array<std::atomic<std::uint64_t>, slots> range;
};

WorkQueue::WorkQueue(const Communicator& node)
    : memory_(node, sizeof(State)), ranks_(static_cast<std::size_t>(node.size())), is_root_(node.is_root()) {
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
                std::atomic<std::uint32_t>::is_always_lock_free);
  reset();
}

void WorkQueue::reset() {
  memory_.synchronise();
  if (is_root_) new (memory_.bytes().data()) State{};
  memory_.synchronise();
}

WorkQueue::State& WorkQueue::state() const noexcept {
  return *std::launder(reinterpret_cast<State*>(memory_.bytes().data()));
}

bool WorkQueue::add(WorkRange range) {
  if (range.end > std::numeric_limits<std::uint32_t>::max())
    throw core::InternalError("more than 2^32 items of work");
  if (range.size() == 0) return true;
  auto& shared = state();
  const std::uint64_t place = shared.added.load();
  auto& slot = shared.range[place % slots];
  if (unpack(slot.load()).size() != 0) return false;
  slot.store(pack(range));
  shared.added.store(place + 1);
  return true;
}

void WorkQueue::seal() noexcept { state().sealed.store(1); }
void WorkQueue::close() noexcept { state().closed.store(1); }
bool WorkQueue::closed() const noexcept { return state().closed.load() != 0; }

std::optional<WorkRange> WorkQueue::next(std::size_t at_most) noexcept {
  auto& shared = state();
  while (!closed()) {
    const std::uint64_t first = shared.first.load();
    if (first == shared.added.load()) return std::nullopt;
    auto& slot = shared.range[first % slots];
    std::uint64_t word = slot.load();
    const WorkRange range = unpack(word);
    if (range.size() == 0) {  // used up: whoever sees it first moves on
      std::uint64_t expected = first;
      shared.first.compare_exchange_strong(expected, first + 1);
      continue;
    }
    const WorkRange chunk{range.begin, range.begin + std::min(at_most, guided_chunk(remaining(), ranks_))};
    const WorkRange taken{chunk.begin, chunk.end < range.end ? chunk.end : range.end};
    if (slot.compare_exchange_weak(word, pack({taken.end, range.end}))) return taken;
  }
  return std::nullopt;
}

bool WorkQueue::over() const noexcept { return closed() || (state().sealed.load() != 0 && remaining() == 0); }

std::size_t WorkQueue::remaining() const noexcept {
  std::size_t items = 0;
  for (const auto& slot : state().range) items += unpack(slot.load()).size();
  return items;
}

void WorkQueue::add_done(std::size_t count) noexcept { state().done.fetch_add(count); }
std::size_t WorkQueue::done() const noexcept { return state().done.load(); }
void WorkQueue::leave() noexcept { state().left.fetch_add(1); }
std::size_t WorkQueue::left() const noexcept { return state().left.load(); }

}  // namespace netseam::parallel
