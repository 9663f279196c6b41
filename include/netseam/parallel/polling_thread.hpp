#pragma once
#include <atomic>
#include <functional>
#include <thread>

namespace netseam::parallel {

/// ConfigError where MPI was not initialised for calls from several threads, the same on all ranks.
void require_thread_support();

/// Calls `poll` every millisecond in a thread of its own until it says that it is over, so that messages move
/// while the rank works. No other thread of the process may call MPI meanwhile unless on other communicators.
/// `poll` must not throw.
class PollingThread {
 public:
  explicit PollingThread(std::function<bool()> poll);
  /// Waits until `poll` says that it is over.
  ~PollingThread();
  PollingThread(const PollingThread&) = delete;
  PollingThread& operator=(const PollingThread&) = delete;
  PollingThread(PollingThread&&) = delete;
  PollingThread& operator=(PollingThread&&) = delete;
  [[nodiscard]] bool over() const noexcept { return over_.load(); }

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace netseam::parallel
