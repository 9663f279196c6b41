#include "product_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "product_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::mlp::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, column_group> floats;
using Floats = hn::Vec<decltype(floats)>;

constexpr std::size_t lanes = hn::MaxLanes(floats);
constexpr std::size_t group_vectors = column_group / lanes;
// as many sums as the registers hold: 32 with AVX-512, 16 with less
constexpr std::size_t tile_rows = lanes >= 8 ? 6 : 2;
constexpr std::size_t tile_vectors = lanes >= 16 ? 4 : group_vectors;

struct Plain {
  HWY_INLINE Floats operator()(std::size_t, std::size_t, Floats sum) const { return sum; }
};
struct Biased {
  const float* biases;
  HWY_INLINE Floats operator()(std::size_t row, std::size_t, Floats sum) const {
    return hn::Add(sum, hn::Set(floats, biases[row]));
  }
};
/// The sum is the second operand, so that the maximum keeps a NaN.
HWY_INLINE Floats rectified(Floats value) { return hn::Max(hn::Zero(floats), value); }
struct BiasedRectified {
  const float* biases;
  HWY_INLINE Floats operator()(std::size_t row, std::size_t, Floats sum) const {
    return rectified(hn::Add(sum, hn::Set(floats, biases[row])));
  }
};
HWY_INLINE Floats gated(Floats gate, Floats scale, Floats value) {
  return hn::IfThenElseZero(hn::Gt(gate, hn::Zero(floats)), hn::Mul(value, scale));
}
struct Gated {
  const float* gate;
  float scale;
  HWY_INLINE Floats operator()(std::size_t, std::size_t at, Floats sum) const {
    return gated(hn::Load(floats, gate + at), hn::Set(floats, scale), sum);
  }
};

/// out = finish(L R), where L(r, k) stands at left[r row_step + k inner_step].
struct Product {
  const float* left;
  std::size_t row_step, inner_step, rows, inner;
  const float* right;
  std::size_t columns;
  float* out;
};

template <std::size_t rows, std::size_t vectors, class Finish>
HWY_INLINE void multiply_tile(const Product& p, std::size_t row, std::size_t column, const Finish& finish) {
  Floats sum[rows][vectors];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 8
    for (std::size_t v = 0; v < vectors; ++v) sum[r][v] = hn::Zero(floats);
  const float* left = p.left + row * p.row_step;
  const float* right = p.right + column;
  for (std::size_t k = 0; k < p.inner; ++k, left += p.inner_step, right += p.columns) {
    Floats factor[vectors];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < vectors; ++v) factor[v] = hn::Load(floats, right + v * lanes);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows; ++r) {
      const Floats weight = hn::Set(floats, left[r * p.row_step]);
#pragma GCC unroll 8
      for (std::size_t v = 0; v < vectors; ++v) sum[r][v] = hn::MulAdd(weight, factor[v], sum[r][v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 8
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t at = (row + r) * p.columns + column + v * lanes;
      hn::Store(finish(row + r, at, sum[r][v]), floats, p.out + at);
    }
}

template <std::size_t vectors, class Finish>
HWY_INLINE void multiply_columns(const Product& p, std::size_t column, const Finish& finish) {
  std::size_t row = 0;
  for (; row + tile_rows <= p.rows; row += tile_rows)
    multiply_tile<tile_rows, vectors>(p, row, column, finish);
  switch (p.rows - row) {
    case 1:
      return multiply_tile<1, vectors>(p, row, column, finish);
    case 2:
      return multiply_tile<2, vectors>(p, row, column, finish);
    case 3:
      return multiply_tile<3, vectors>(p, row, column, finish);
    case 4:
      return multiply_tile<4, vectors>(p, row, column, finish);
    case 5:
      return multiply_tile<5, vectors>(p, row, column, finish);
    default:
      return;
  }
}

template <class Finish>
HWY_INLINE void multiply(const Product& p, const Finish& finish) {
  std::size_t column = 0;
  for (; column + tile_vectors * lanes <= p.columns; column += tile_vectors * lanes)
    multiply_columns<tile_vectors>(p, column, finish);
  for (; column < p.columns; column += column_group) multiply_columns<group_vectors>(p, column, finish);
}

void layer_outputs_here(const LayerBlock& layer, const float* biases, const float* in, Rectify rectify,
                        float* out) {
  const Product p{layer.weights, layer.inputs, 1, layer.outputs, layer.inputs, in, layer.columns, out};
  if (rectify == Rectify::yes)
    multiply(p, BiasedRectified{biases});
  else
    multiply(p, Biased{biases});
}

void input_gradients_here(const LayerBlock& layer, const float* delta, const float* gate, float scale,
                          float* out) {
  const Product p{layer.weights, 1, layer.inputs, layer.inputs, layer.outputs, delta, layer.columns, out};
  if (gate != nullptr)
    multiply(p, Gated{gate, scale});
  else
    multiply(p, Plain{});
}

void add_biases_here(const float* biases, std::size_t rows, std::size_t columns, Rectify rectify,
                     float* values) {
  for (std::size_t row = 0; row < rows; ++row) {
    const Floats bias = hn::Set(floats, biases[row]);
    for (std::size_t at = row * columns; at < (row + 1) * columns; at += lanes) {
      const Floats value = hn::Add(hn::Load(floats, values + at), bias);
      hn::Store(rectify == Rectify::yes ? rectified(value) : value, floats, values + at);
    }
  }
}

void gate_values_here(const float* gate, float scale, std::size_t count, float* values) {
  for (std::size_t at = 0; at < count; at += lanes) {
    const Floats value = hn::Load(floats, values + at);
    hn::Store(gated(hn::Load(floats, gate + at), hn::Set(floats, scale), value), floats, values + at);
  }
}

}  // namespace netseam::mlp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::mlp {
HWY_EXPORT(layer_outputs_here);
HWY_EXPORT(input_gradients_here);
HWY_EXPORT(add_biases_here);
HWY_EXPORT(gate_values_here);

void layer_outputs(const LayerBlock& layer, const float* biases, const float* in, Rectify rectify,
                   float* out) {
  HWY_DYNAMIC_DISPATCH(layer_outputs_here)(layer, biases, in, rectify, out);
}
void input_gradients(const LayerBlock& layer, const float* delta, const float* gate, float scale,
                     float* out) {
  HWY_DYNAMIC_DISPATCH(input_gradients_here)(layer, delta, gate, scale, out);
}
void add_biases(const float* biases, std::size_t rows, std::size_t columns, Rectify rectify, float* values) {
  HWY_DYNAMIC_DISPATCH(add_biases_here)(biases, rows, columns, rectify, values);
}
void gate_values(const float* gate, float scale, std::size_t count, float* values) {
  HWY_DYNAMIC_DISPATCH(gate_values_here)(gate, scale, count, values);
}
}  // namespace netseam::mlp
#endif
