#include "loss_kernels.hpp"

#include "product_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "loss_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// its macros and the order of includes are Highway's
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::mlp::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, column_group> floats;
using Floats = hn::Vec<decltype(floats)>;
using Lanes = hn::Mask<decltype(floats)>;
constexpr std::size_t lanes = hn::MaxLanes(floats);

HWY_INLINE Lanes samples_from(const OutputBlock& block, std::size_t column) {
  return hn::FirstN(floats, column < block.count ? block.count - column : 0);
}

HWY_INLINE double sum_of(Floats values) {
  HWY_ALIGN float lane[lanes];
  hn::Store(values, floats, lane);
  double sum = 0;
  for (const float value : lane) sum += static_cast<double>(value);
  return sum;
}

/// exp(-|z|) never overflows; both the sigmoid and the loss follow from it.
struct LogisticParts {
  Floats decayed, sigmoid;
};
HWY_INLINE LogisticParts logistic_parts(Floats z) {
  const Floats one = hn::Set(floats, 1.0F);
  const Floats decayed = hn::Exp(floats, hn::Neg(hn::Abs(z)));
  const Floats numerator = hn::IfThenElse(hn::Lt(z, hn::Zero(floats)), decayed, one);
  return {decayed, hn::Div(numerator, hn::Add(one, decayed))};
}

/// -t log p - (1 - t) log(1 - p) = max(z, 0) - z t + log(1 + exp(-|z|))
struct BinaryCrossEntropy {
  HWY_INLINE Floats loss(Floats z, Floats t, Floats& slope) const {
    const LogisticParts parts = logistic_parts(z);
    slope = hn::Sub(parts.sigmoid, t);
    const Floats linear = hn::NegMulAdd(z, t, hn::Max(hn::Zero(floats), z));
    return hn::Add(linear, hn::Log1p(floats, parts.decayed));
  }
};
struct SquaredError {
  HWY_INLINE Floats loss(Floats z, Floats t, Floats& slope) const {
    const Floats off = hn::Sub(z, t);
    slope = hn::Add(off, off);
    return hn::Mul(off, off);
  }
};

template <class Entry>
HWY_INLINE double entrywise(const OutputBlock& block, float scale, float* delta, const Entry& entry) {
  const Floats factor = hn::Set(floats, scale);
  double total = 0;
  for (std::size_t u = 0; u < block.units; ++u) {
    Floats sum = hn::Zero(floats);
    for (std::size_t column = 0; column < block.columns; column += lanes) {
      const std::size_t at = u * block.columns + column;
      const Lanes there = samples_from(block, column);
      Floats slope;
      const Floats loss =
          entry.loss(hn::Load(floats, block.outputs + at), hn::Load(floats, block.targets + at), slope);
      sum = hn::Add(sum, hn::IfThenElseZero(there, loss));
      hn::Store(hn::IfThenElseZero(there, hn::Mul(slope, factor)), floats, delta + at);
    }
    total += sum_of(sum);
  }
  return total;
}

void binary_cross_entropy_delta(const OutputBlock& block, float scale, float* delta) {
  const Floats factor = hn::Set(floats, scale);
  for (std::size_t column = 0; column < block.columns; column += lanes) {
    const Lanes there = samples_from(block, column);
    for (std::size_t at = column; at < block.units * block.columns; at += block.columns) {
      const Floats z = hn::Load(floats, block.outputs + at), t = hn::Load(floats, block.targets + at);
      const Floats slope = hn::Sub(logistic_parts(z).sigmoid, t);
      hn::Store(hn::IfThenElseZero(there, hn::Mul(slope, factor)), floats, delta + at);
    }
  }
}

HWY_INLINE Floats greatest(const float* outputs, std::size_t units, std::size_t columns) {
  Floats most = hn::Load(floats, outputs);
  for (std::size_t u = 1; u < units; ++u) most = hn::Max(most, hn::Load(floats, outputs + u * columns));
  return most;
}

/// log of the sum of exp(z) less sum of t z; both relative to the largest output.
double cross_entropy(const OutputBlock& block, float scale, float* delta) {
  Floats total = hn::Zero(floats);
  for (std::size_t column = 0; column < block.columns; column += lanes) {
    const Lanes there = samples_from(block, column);
    const float *outputs = block.outputs + column, *targets = block.targets + column;
    const Floats most = greatest(outputs, block.units, block.columns);
    Floats sum = hn::Zero(floats), wanted = hn::Zero(floats);
    for (std::size_t u = 0; u < block.units; ++u) {
      const Floats z = hn::Sub(hn::Load(floats, outputs + u * block.columns), most);
      const Floats power = hn::Exp(floats, z);
      hn::Store(power, floats, delta + u * block.columns + column);
      sum = hn::Add(sum, power);
      wanted = hn::MulAdd(z, hn::Load(floats, targets + u * block.columns), wanted);
    }
    total = hn::Add(total, hn::IfThenElseZero(there, hn::Sub(hn::Log(floats, sum), wanted)));
    const Floats share = hn::Div(hn::Set(floats, scale), sum);
    for (std::size_t u = 0; u < block.units; ++u) {
      float* out = delta + u * block.columns + column;
      const Floats target = hn::Mul(hn::Load(floats, targets + u * block.columns), hn::Set(floats, scale));
      hn::Store(hn::IfThenElseZero(there, hn::MulSub(hn::Load(floats, out), share, target)), floats, out);
    }
  }
  return sum_of(total);
}

double loss_and_delta_here(Loss loss, const OutputBlock& block, float scale, float* delta) {
  if (loss == Loss::cross_entropy) return cross_entropy(block, scale, delta);
  if (loss == Loss::squared_error) return entrywise(block, scale, delta, SquaredError{});
  return entrywise(block, scale, delta, BinaryCrossEntropy{});
}

void loss_delta_here(Loss loss, const OutputBlock& block, float scale, float* delta) {
  if (loss == Loss::binary_cross_entropy)
    binary_cross_entropy_delta(block, scale, delta);
  else
    loss_and_delta_here(loss, block, scale, delta);
}

HWY_INLINE Lanes entry_right(Loss loss, Floats z, Floats t) {
  const Floats half = hn::Set(floats, 0.5F);
  if (loss == Loss::squared_error) return hn::Le(hn::Abs(hn::Sub(z, t)), half);
  return hn::Not(hn::Xor(hn::Ge(z, hn::Zero(floats)), hn::Ge(t, half)));
}

/// The number, as a float, of the first of the largest rows, for every column of one vector.
HWY_INLINE Floats first_greatest(const float* rows, std::size_t units, std::size_t columns) {
  Floats most = hn::Load(floats, rows), at = hn::Zero(floats);
  for (std::size_t u = 1; u < units; ++u) {
    const Floats value = hn::Load(floats, rows + u * columns);
    const Lanes more = hn::Gt(value, most);
    most = hn::IfThenElse(more, value, most);
    at = hn::IfThenElse(more, hn::Set(floats, static_cast<float>(u)), at);
  }
  return at;
}

RightCounts count_right_here(Loss loss, const OutputBlock& block) {
  RightCounts right;
  for (std::size_t column = 0; column < block.columns; column += lanes) {
    const Lanes there = samples_from(block, column);
    if (loss == Loss::cross_entropy) {
      const Floats said = first_greatest(block.outputs + column, block.units, block.columns);
      const Floats wanted = first_greatest(block.targets + column, block.units, block.columns);
      const std::size_t same = hn::CountTrue(floats, hn::And(there, hn::Eq(said, wanted)));
      right.counted += same;
      right.samples += same;
      continue;
    }
    Lanes whole = there;
    for (std::size_t at = column; at < block.units * block.columns; at += block.columns) {
      const Lanes fine =
          entry_right(loss, hn::Load(floats, block.outputs + at), hn::Load(floats, block.targets + at));
      right.counted += hn::CountTrue(floats, hn::And(there, fine));
      whole = hn::And(whole, fine);
    }
    right.samples += hn::CountTrue(floats, whole);
  }
  return right;
}

void softmax(std::size_t units, std::size_t columns, float* outputs) {
  for (std::size_t column = 0; column < columns; column += lanes) {
    const Floats most = greatest(outputs + column, units, columns);
    Floats sum = hn::Zero(floats);
    for (std::size_t at = column; at < units * columns; at += columns) {
      const Floats power = hn::Exp(floats, hn::Sub(hn::Load(floats, outputs + at), most));
      hn::Store(power, floats, outputs + at);
      sum = hn::Add(sum, power);
    }
    for (std::size_t at = column; at < units * columns; at += columns)
      hn::Store(hn::Div(hn::Load(floats, outputs + at), sum), floats, outputs + at);
  }
}

void apply_output_function_here(Loss loss, std::size_t units, std::size_t columns, float* outputs) {
  if (loss == Loss::cross_entropy) return softmax(units, columns, outputs);
  if (loss == Loss::squared_error) return;
  for (std::size_t at = 0; at < units * columns; at += lanes)
    hn::Store(logistic_parts(hn::Load(floats, outputs + at)).sigmoid, floats, outputs + at);
}

}  // namespace netseam::mlp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::mlp {
HWY_EXPORT(loss_and_delta_here);
HWY_EXPORT(loss_delta_here);
HWY_EXPORT(count_right_here);
HWY_EXPORT(apply_output_function_here);

double loss_and_delta(Loss loss, const OutputBlock& block, float scale, float* delta) {
  return HWY_DYNAMIC_DISPATCH(loss_and_delta_here)(loss, block, scale, delta);
}
void loss_delta(Loss loss, const OutputBlock& block, float scale, float* delta) {
  HWY_DYNAMIC_DISPATCH(loss_delta_here)(loss, block, scale, delta);
}
RightCounts count_right(Loss loss, const OutputBlock& block) {
  return HWY_DYNAMIC_DISPATCH(count_right_here)(loss, block);
}
void apply_output_function(Loss loss, std::size_t units, std::size_t columns, float* outputs) {
  HWY_DYNAMIC_DISPATCH(apply_output_function_here)(loss, units, columns, outputs);
}
}  // namespace netseam::mlp
#endif
