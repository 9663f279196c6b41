#include "product_kernels.hpp"

#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "gradient_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::mlp::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, column_group> floats;
using Floats = hn::Vec<decltype(floats)>;
constexpr std::size_t lanes = hn::MaxLanes(floats);
// as many sums as the registers hold: 32 with AVX-512, 16 with less
constexpr std::size_t dot_rows = lanes >= 16 ? 4 : 2;

#if HWY_TARGET != HWY_SCALAR
template <class D>
HWY_INLINE void store_sum_of_blocks(D d, hn::Vec<D> v, float* out) {
  if constexpr (hn::MaxLanes(D()) > 4) {
    const hn::Half<D> half;
    store_sum_of_blocks(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)), out);
  } else {
    hn::StoreU(v, d, out);
  }
}

/// The sums of the lanes of four vectors, to four floats.
HWY_INLINE void store_four_sums(Floats a, Floats b, Floats c, Floats d, float* out) {
  const hn::Repartition<std::uint64_t, decltype(floats)> pairs;
  const Floats ab = hn::Add(hn::InterleaveLower(floats, a, b), hn::InterleaveUpper(floats, a, b));
  const Floats cd = hn::Add(hn::InterleaveLower(floats, c, d), hn::InterleaveUpper(floats, c, d));
  const auto ab_pairs = hn::BitCast(pairs, ab), cd_pairs = hn::BitCast(pairs, cd);
  const Floats low = hn::BitCast(floats, hn::InterleaveLower(pairs, ab_pairs, cd_pairs));
  const Floats high = hn::BitCast(floats, hn::InterleaveUpper(pairs, ab_pairs, cd_pairs));
  store_sum_of_blocks(floats, hn::Add(low, high), out);
}
#else
HWY_INLINE void store_four_sums(Floats a, Floats b, Floats c, Floats d, float* out) {
  out[0] = hn::GetLane(a);
  out[1] = hn::GetLane(b);
  out[2] = hn::GetLane(c);
  out[3] = hn::GetLane(d);
}
#endif

/// Products of `rows` rows of delta with four rows of `in`, from their first on.
template <std::size_t rows>
HWY_INLINE void dot_tile(const float* delta, const float* in, std::size_t columns, float* out,
                         std::size_t out_step) {
  Floats sum[rows][4];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i) sum[r][i] = hn::Zero(floats);
  for (std::size_t c = 0; c < columns; c += lanes) {
    Floats factor[4];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i) factor[i] = hn::Load(floats, in + i * columns + c);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < rows; ++r) {
      const Floats change = hn::Load(floats, delta + r * columns + c);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < 4; ++i) sum[r][i] = hn::MulAdd(change, factor[i], sum[r][i]);
    }
  }
#pragma GCC unroll 4
  for (std::size_t r = 0; r < rows; ++r)
    store_four_sums(sum[r][0], sum[r][1], sum[r][2], sum[r][3], out + r * out_step);
}

HWY_INLINE float dot(const float* a, const float* b, std::size_t columns) {
  Floats sum = hn::Zero(floats);
  for (std::size_t c = 0; c < columns; c += lanes)
    sum = hn::MulAdd(hn::Load(floats, a + c), hn::Load(floats, b + c), sum);
  return hn::GetLane(hn::SumOfLanes(floats, sum));
}

/// Inputs in groups of four; the last group overlaps the one before, which gives the same values twice.
template <std::size_t rows>
HWY_INLINE void dot_rows_with_all(const LayerBlock& layer, const float* delta, const float* in, float* out) {
  const std::size_t inputs = layer.inputs;
  if (inputs < 4) {
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t i = 0; i < inputs; ++i)
        out[r * inputs + i] = dot(delta + r * layer.columns, in + i * layer.columns, layer.columns);
    return;
  }
  for (std::size_t i = 0; i < inputs; i += 4) {
    const std::size_t first = i + 4 <= inputs ? i : inputs - 4;
    dot_tile<rows>(delta, in + first * layer.columns, layer.columns, out + first, inputs);
  }
}

void weight_gradients_here(const LayerBlock& layer, const float* delta, const float* in, float* out) {
  std::size_t j = 0;
  for (; j + dot_rows <= layer.outputs; j += dot_rows)
    dot_rows_with_all<dot_rows>(layer, delta + j * layer.columns, in, out + j * layer.inputs);
  for (; j < layer.outputs; ++j)
    dot_rows_with_all<1>(layer, delta + j * layer.columns, in, out + j * layer.inputs);
}

void row_sums_here(const float* delta, std::size_t rows, std::size_t columns, float* out) {
  std::size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    Floats sum[4];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < 4; ++r) sum[r] = hn::Zero(floats);
    for (std::size_t c = 0; c < columns; c += lanes)
#pragma GCC unroll 4
      for (std::size_t r = 0; r < 4; ++r)
        sum[r] = hn::Add(sum[r], hn::Load(floats, delta + (row + r) * columns + c));
    store_four_sums(sum[0], sum[1], sum[2], sum[3], out + row);
  }
  for (; row < rows; ++row) {
    Floats sum = hn::Zero(floats);
    for (std::size_t c = 0; c < columns; c += lanes)
      sum = hn::Add(sum, hn::Load(floats, delta + row * columns + c));
    out[row] = hn::GetLane(hn::SumOfLanes(floats, sum));
  }
}

}  // namespace netseam::mlp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::mlp {
HWY_EXPORT(weight_gradients_here);
HWY_EXPORT(row_sums_here);

void weight_gradients(const LayerBlock& layer, const float* delta, const float* in, float* out) {
  HWY_DYNAMIC_DISPATCH(weight_gradients_here)(layer, delta, in, out);
}
void row_sums(const float* delta, std::size_t rows, std::size_t columns, float* out) {
  HWY_DYNAMIC_DISPATCH(row_sums_here)(delta, rows, columns, out);
}
}  // namespace netseam::mlp
#endif
