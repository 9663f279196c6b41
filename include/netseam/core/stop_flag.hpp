#pragma once
#include <atomic>
#include <chrono>

namespace netseam::core {

/// A request to stop soon, set by a signal handler or by a time limit and read by long loops between two
/// tiles. Setting is safe in a signal handler; nothing here knows of MPI (parallel/ agrees over ranks).
class StopFlag {
 public:
  StopFlag() = default;
  /// Also asks for a stop once `limit` has passed since construction.
  explicit StopFlag(std::chrono::duration<double> limit)
      : deadline_(std::chrono::steady_clock::now() +
                  std::chrono::duration_cast<std::chrono::steady_clock::duration>(limit)),
        has_deadline_(true) {}
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool requested() const noexcept {
    return requested_.load(std::memory_order_relaxed) ||
           (has_deadline_ && std::chrono::steady_clock::now() >= deadline_);
  }

 private:
  static_assert(std::atomic<bool>::is_always_lock_free);
  std::atomic<bool> requested_{false};
  std::chrono::steady_clock::time_point deadline_{};
  bool has_deadline_ = false;
};

}  // namespace netseam::core
