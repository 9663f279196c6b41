#include "adam.hpp"

#include "netseam/mlp/training.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "adam.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::mlp::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, 16> floats;
const hn::Rebind<std::uint8_t, decltype(floats)> bytes;
const hn::Rebind<std::int32_t, decltype(floats)> numbers;
using Floats = hn::Vec<decltype(floats)>;
constexpr std::size_t lanes = hn::MaxLanes(floats);

/// -1, 0 or 1.
HWY_INLINE Floats sign_of(Floats value) {
  const Floats one = hn::CopySign(hn::Set(floats, 1.0F), value);
  return hn::IfThenZeroElse(hn::Eq(value, hn::Zero(floats)), one);
}

/// AVX-512 estimates 1 / sqrt(v) to 2^-14, so that one step of Newton's method gives sqrt(v) to rounding in
/// less time than its square root takes.
HWY_INLINE Floats square_root(Floats value) {
  if constexpr (lanes < 16) return hn::Sqrt(value);
  const Floats least = hn::Set(floats, 1.2e-38F);  // keeps the estimate finite
  const Floats estimate = hn::ApproximateReciprocalSqrt(hn::Max(value, least));
  const Floats root = hn::Mul(value, estimate);
  const Floats off = hn::NegMulAdd(root, estimate, hn::Set(floats, 1.0F));
  return hn::MulAdd(hn::Mul(root, off), hn::Set(floats, 0.5F), root);
}

HWY_INLINE void update_vector(const AdamStep& step, const unsigned char* kept, const float* gradient,
                              const AdamState& state, std::size_t at) {
  const auto there =
      hn::RebindMask(floats, hn::Ne(hn::PromoteTo(numbers, hn::LoadU(bytes, kept + at)), hn::Zero(numbers)));
  const Floats parameter = hn::LoadU(floats, state.parameter + at);
  Floats first = hn::LoadU(floats, state.first_moment + at);
  Floats second = hn::LoadU(floats, state.second_moment + at);
  Floats slope = hn::MulAdd(hn::Set(floats, step.weight_decay), parameter, hn::LoadU(floats, gradient + at));
  slope = hn::MulAdd(hn::Set(floats, step.l1), sign_of(parameter), slope);
  slope = hn::IfThenElseZero(there, slope);
  first = hn::MulAdd(hn::Set(floats, step.first_share), hn::Sub(slope, first), first);
  const Floats share = hn::Mul(hn::Set(floats, step.second_share), slope);
  second = hn::MulAdd(share, slope, hn::Mul(hn::Set(floats, step.second_decay), second));
  const Floats root =
      hn::MulAdd(square_root(second), hn::Set(floats, step.correction), hn::Set(floats, step.epsilon));
  const Floats change = hn::Div(hn::Mul(hn::Set(floats, step.step_size), first), root);
  hn::StoreU(hn::Sub(parameter, change), floats, state.parameter + at);
  hn::StoreU(first, floats, state.first_moment + at);
  hn::StoreU(second, floats, state.second_moment + at);
}

void update_by_adam_here(const AdamStep& step, const unsigned char* kept, const float* gradient,
                         std::size_t count, const AdamState& state) {
  std::size_t at = 0;
  for (; at + lanes <= count; at += lanes) update_vector(step, kept, gradient, state, at);
  const std::size_t rest = count - at;
  if (rest == 0) return;
  unsigned char rest_kept[lanes] = {};
  float values[4][lanes] = {};  // the last ones, in vectors of their own
  std::copy_n(kept + at, rest, rest_kept);
  std::copy_n(gradient + at, rest, values[0]);
  std::copy_n(state.parameter + at, rest, values[1]);
  std::copy_n(state.first_moment + at, rest, values[2]);
  std::copy_n(state.second_moment + at, rest, values[3]);
  update_vector(step, rest_kept, values[0], {values[1], values[2], values[3]}, 0);
  std::copy_n(values[1], rest, state.parameter + at);
  std::copy_n(values[2], rest, state.first_moment + at);
  std::copy_n(values[3], rest, state.second_moment + at);
}

}  // namespace netseam::mlp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::mlp {
HWY_EXPORT(update_by_adam_here);

void update_by_adam(const AdamStep& step, const unsigned char* kept, const float* gradient, std::size_t count,
                    const AdamState& state) {
  HWY_DYNAMIC_DISPATCH(update_by_adam_here)(step, kept, gradient, count, state);
}

AdamSchedule::AdamSchedule(const TrainingOptions& options)
    : step_{},
      learning_rate_(options.learning_rate),
      first_decay_(options.first_decay),
      second_decay_(options.second_decay) {
  step_.first_share = static_cast<float>(1 - first_decay_);
  step_.second_decay = static_cast<float>(second_decay_);
  step_.second_share = static_cast<float>(1 - second_decay_);
  step_.epsilon = static_cast<float>(options.epsilon);
  step_.weight_decay = static_cast<float>(options.weight_decay);
  step_.l1 = static_cast<float>(options.l1);
}

AdamStep AdamSchedule::next() {
  first_power_ *= first_decay_;
  second_power_ *= second_decay_;
  step_.step_size = static_cast<float>(learning_rate_ / (1 - first_power_));
  step_.correction = static_cast<float>(1 / std::sqrt(1 - second_power_));
  return step_;
}
}  // namespace netseam::mlp
#endif
