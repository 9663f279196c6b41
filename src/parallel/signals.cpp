#include "netseam/parallel/signals.hpp"

#include "netseam/core/error.hpp"

#include <atomic>

namespace netseam::parallel {
namespace {

// The one variable of static storage in the project: a signal handler gets no argument but the number of the
// signal.
std::atomic<core::StopFlag*> flag_of_handler{nullptr};
static_assert(std::atomic<core::StopFlag*>::is_always_lock_free);

extern "C" void ask_for_stop(int) {
  if (auto* flag = flag_of_handler.load(std::memory_order_relaxed)) flag->request();
}

}  // namespace

StopSignals::StopSignals(core::StopFlag& flag) {
  core::StopFlag* none = nullptr;
  if (!flag_of_handler.compare_exchange_strong(none, &flag)) {
    throw core::InternalError("two scopes of StopSignals at the same time");
  }
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = ask_for_stop;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;  // a signal must not break a read or write that is under way
    if (signals_[i] == SIGINT) action.sa_flags |= static_cast<int>(SA_RESETHAND);
    sigaction(signals_[i], &action, &previous_[i]);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < signals_.size(); ++i) sigaction(signals_[i], &previous_[i], nullptr);
  flag_of_handler.store(nullptr);
}

}  // namespace netseam::parallel
