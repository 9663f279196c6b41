#pragma once
#include "netseam/core/stop_flag.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>

namespace netseam::parallel {

/// How long a run may take to stop.
struct StopLimits {
  std::optional<std::chrono::duration<double>> time_limit;  // of the run, from now on; empty = none
  std::chrono::duration<double> grace{20};                  // after SIGTERM, SIGINT or the time limit
  bool until_exit = false;  // once that time runs it runs on when the scope has ended, until the process has
};

/// Scope in which SIGTERM, SIGUSR1 and SIGINT ask `flag` for a stop instead of killing the process; the
/// handlers that were there before come back at its end. A thread watches that the stop comes: where SIGTERM,
/// SIGINT or the time limit did not end the scope within the time of grace, whatever the run waits for, and
/// on a second SIGTERM or SIGINT at once, it ends all ranks with the code for stopped early (end_all_ranks).
/// SIGUSR1 alone is patient. Only one such scope at a time (InternalError). Rank-local: every rank makes its
/// own.
class StopSignals {
 public:
  explicit StopSignals(core::StopFlag& flag, const StopLimits& limits = {});
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  StopSignals(StopSignals&&) = delete;
  StopSignals& operator=(StopSignals&&) = delete;

 private:
  class Watch;
  static constexpr std::array<int, 3> signals_{SIGTERM, SIGUSR1, SIGINT};
  std::array<struct sigaction, 3> previous_{};
  std::shared_ptr<Watch> watch_;  // its thread keeps it too
};

}  // namespace netseam::parallel
