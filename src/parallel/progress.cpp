#include "netseam/parallel/progress.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace netseam::parallel {

double seconds_left(const ProgressState& state) {
  if (state.done <= state.done_before || state.seconds <= 0) return -1;
  const double rate = static_cast<double>(state.done - state.done_before) / state.seconds;
  return static_cast<double>(state.total - state.done) / rate;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  if (whole < 86400) return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
  return fmt::format("{} d {} h", whole / 86400, whole % 86400 / 3600);
}

std::string progress_text(std::string_view what, const ProgressState& state) {
  const double percent =
      state.total == 0 ? 100.0 : 100.0 * static_cast<double>(state.done) / static_cast<double>(state.total);
  std::string text = fmt::format("{} {} of {} ({:.1f} %)", what, state.done, state.total, percent);
  const double left = seconds_left(state);
  if (left < 0) return text;
  const double rate = static_cast<double>(state.done - state.done_before) / state.seconds;
  return text + fmt::format(", {:.3g}/s, {} left", rate, duration_text(left));
}

Progress::Progress(Log& log, std::string what, std::size_t total, std::size_t done_before,
                   ProgressIntervals intervals, Clock::time_point now)
    : log_(log),
      what_(std::move(what)),
      intervals_(intervals),
      state_{done_before, total, done_before, 0},
      begun_(now),
      shown_(now),
      recorded_(now) {
  log_.status(progress_text(what_, state_));
}

void Progress::update(std::size_t done, Clock::time_point now) {
  state_.done = done;
  state_.seconds = std::chrono::duration<double>(now - begun_).count();
  if (now - shown_ >= intervals_.screen) {
    log_.status(progress_text(what_, state_));
    shown_ = now;
  }
  if (now - recorded_ >= intervals_.log) {
    log_.record(progress_text(what_, state_));
    recorded_ = now;
  }
}

void Progress::finish(Clock::time_point now) {
  state_.seconds = std::chrono::duration<double>(now - begun_).count();
  log_.status("");
  log_.record(
      fmt::format("{} {} of {} after {}", what_, state_.done, state_.total, duration_text(state_.seconds)));
}

}  // namespace netseam::parallel
