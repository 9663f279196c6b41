#pragma once
#include <cstddef>

namespace netseam::sculpt {

/// Cumulative percentages to try one after another, i = 1, 2, ..., beyond those of the start; g is the first
/// step:
///   linear       g i
///   lottery      100 (1 - (1 - g / 100)^i), g per cent of what is left (Frankle and Carbin 2019,
///   arXiv:1803.03635) exponential  g (1 + 1/2 + ... + 1/2^(i-1)) cosine       50 (1 - cos(pi i / steps))
///   cubic        100 (1 - (1 - i / steps)^3) (Zhu and Gupta 2017, arXiv:1710.01878)
/// The last two do not use g and end at i = steps.
enum class Schedule { linear, lottery, exponential, cosine, cubic };

/// How far to prune, and how finely.
struct SearchPlan {
  Schedule schedule = Schedule::linear;
  double step = 5;         // g, per cent
  std::size_t steps = 10;  // of cosine and cubic
  double start = 0;        // per cent that are gone already
  double least_step = 1;   // per cent: one unit, or one weight
};

/// What a schedule gives at its i-th percentage, without the start. O(1), exponential too.
[[nodiscard]] double scheduled_percent(const SearchPlan& plan, std::size_t i);

/// Where a search stands.
struct SearchState {
  double accepted = 0;  // per cent of the last accepted try, or of the start
  double step = 0;      // per cent of the last try
  std::size_t tries = 0;
  bool on_schedule = true;  // until the first refusal
  bool ended = false;
};

/// A search before its first try.
[[nodiscard]] SearchState begin_search(const SearchPlan& plan);

/// The percentage to try next: of the schedule, or `step` beyond the accepted one. 100 and more must be
/// refused without a try. A schedule other than linear that goes on by less than least_step is left, and that
/// step is taken.
[[nodiscard]] double next_percent(const SearchPlan& plan, const SearchState& state);

/// After the try of next_percent. Refused: back to the accepted percentage and half the step, but not less
/// than least_step; a refused step of that or less ends the search. The schedule never comes back. Source:
/// arXiv:2305.18402, released code. O(1). Throws InternalError after the end.
[[nodiscard]] SearchState after_try(const SearchPlan& plan, const SearchState& state, bool accepted);

}  // namespace netseam::sculpt
