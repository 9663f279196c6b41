#include "netseam/sculpt/percentage_search.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace netseam::sculpt {
namespace {

// Whether a schedule moves so little that it would never end.
bool stalls(const SearchPlan& plan, const SearchState& state) {
  return plan.schedule != Schedule::linear &&
         plan.start + scheduled_percent(plan, state.tries + 1) - state.accepted < plan.least_step;
}

double step_to_try(const SearchPlan& plan, const SearchState& state) {
  if (!state.on_schedule) return state.step;
  if (stalls(plan, state)) return plan.least_step;
  return plan.start + scheduled_percent(plan, state.tries + 1) - state.accepted;
}

}  // namespace

double scheduled_percent(const SearchPlan& plan, std::size_t i) {
  const auto number = static_cast<double>(i);
  const double share = std::min(number / static_cast<double>(plan.steps), 1.0);
  switch (plan.schedule) {
    case Schedule::linear:
      return plan.step * number;
    case Schedule::lottery:
      return 100 * (1 - std::pow(1 - plan.step / 100, number));
    case Schedule::exponential:
      return plan.step * (2 - std::exp2(1 - number));
    case Schedule::cosine:
      return 50 * (1 - std::cos(std::numbers::pi * share));
    case Schedule::cubic:
      return 100 * (1 - (1 - share) * (1 - share) * (1 - share));
  }
  throw core::InternalError("an unknown pruning schedule");
}

SearchState begin_search(const SearchPlan& plan) {
  if (!(plan.step > 0) || !(plan.least_step > 0) || plan.steps == 0)
    throw core::InternalError("pruning steps must be greater than 0");
  SearchState state;
  state.accepted = plan.start;
  return state;
}

double next_percent(const SearchPlan& plan, const SearchState& state) {
  // not accepted + step on the schedule: rounding must not move it
  if (state.on_schedule && !stalls(plan, state)) return plan.start + scheduled_percent(plan, state.tries + 1);
  return state.accepted + step_to_try(plan, state);
}

SearchState after_try(const SearchPlan& plan, const SearchState& state, bool accepted) {
  if (state.ended) throw core::InternalError("a try after the end of a pruning search");
  SearchState next = state;
  next.step = step_to_try(plan, state);
  next.on_schedule = state.on_schedule && !stalls(plan, state);
  ++next.tries;
  if (accepted) {
    next.accepted = next_percent(plan, state);
    return next;
  }
  next.on_schedule = false;
  next.ended = next.step <= plan.least_step;
  if (!next.ended) next.step = std::max(next.step / 2, plan.least_step);
  return next;
}

}  // namespace netseam::sculpt
