#pragma once
#include "netseam/parallel/log.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace netseam::parallel {

/// How far a run is. `done_before`: items that an earlier run had finished; they do not count for the rate.
struct ProgressState {
  std::size_t done = 0, total = 0, done_before = 0;
  double seconds = 0;  // since this run began
};

/// "pairs 1200 of 12720 (9.4 %), 38.2/s, 5 min 2 s left"; rate and time left once something is done.
[[nodiscard]] std::string progress_text(std::string_view what, const ProgressState& state);
/// Seconds until all is done at the mean rate of this run; negative = not known yet.
[[nodiscard]] double seconds_left(const ProgressState& state);
/// "48 s", "5 min 2 s", "3 h 20 min", "2 d 4 h".
[[nodiscard]] std::string duration_text(double seconds);

/// How often a Progress shows itself.
struct ProgressIntervals {
  std::chrono::duration<double> screen{0.2};
  std::chrono::duration<double> log{60.0};
};

/// A passing line on a terminal, and a dated line in the log file now and then. Silent but on rank 0.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  /// `what` names the items in the plural. `log` must outlive it.
  Progress(Log& log, std::string what, std::size_t total, std::size_t done_before,
           ProgressIntervals intervals = {}, Clock::time_point now = Clock::now());
  /// `done` of `total` items are done, those of an earlier run among them. Cheap; may be called after every
  /// item.
  void update(std::size_t done, Clock::time_point now = Clock::now());
  /// Takes the passing line away and records how far the run came.
  void finish(Clock::time_point now = Clock::now());

 private:
  Log& log_;
  std::string what_;
  ProgressIntervals intervals_;
  ProgressState state_;
  Clock::time_point begun_, shown_, recorded_;
};

}  // namespace netseam::parallel
