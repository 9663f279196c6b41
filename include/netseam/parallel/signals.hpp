#pragma once
#include "netseam/core/stop_flag.hpp"

#include <array>
#include <csignal>

namespace netseam::parallel {

/// Scope in which SIGTERM, SIGUSR1 and SIGINT ask `flag` for a stop instead of killing the process; the
/// handlers that were there before come back at its end. A second SIGINT kills at once. Only one such scope
/// at a time (InternalError). Rank-local: every rank makes its own.
class StopSignals {
 public:
  explicit StopSignals(core::StopFlag& flag);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  StopSignals(StopSignals&&) = delete;
  StopSignals& operator=(StopSignals&&) = delete;

 private:
  static constexpr std::array<int, 3> signals_{SIGTERM, SIGUSR1, SIGINT};
  std::array<struct sigaction, 3> previous_{};
};

}  // namespace netseam::parallel
