#include "netseam/parallel/ready_flags.hpp"

#include <atomic>
#include <cassert>
#include <new>

namespace netseam::parallel {
namespace {

using Flag = std::atomic<Readiness>;
static_assert(Flag::is_always_lock_free);

Flag& flag(const SharedArray& memory, std::size_t index) {
  return std::launder(reinterpret_cast<Flag*>(memory.bytes().data()))[index];
}

}  // namespace

ReadyFlags::ReadyFlags(const Communicator& node, std::size_t count)
    : count_(count), memory_(node, count * sizeof(Flag)) {
  if (node.is_root()) {
    for (std::size_t i = 0; i < count; ++i)
      new (memory_.bytes().data() + i * sizeof(Flag)) Flag{Readiness::open};
  }
  memory_.synchronise();
}

void ReadyFlags::set(std::size_t index, Readiness readiness) noexcept {
  assert(index < count_);
  flag(memory_, index).store(readiness, std::memory_order_release);
}

Readiness ReadyFlags::get(std::size_t index) const noexcept {
  assert(index < count_);
  return flag(memory_, index).load(std::memory_order_acquire);
}

}  // namespace netseam::parallel
