#include "tile_kernels.hpp"

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tile_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::graph::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<double, group_columns> doubles;
const hn::Rebind<float, decltype(doubles)> floats;
const hn::Rebind<std::uint16_t, decltype(doubles)> halves;
const hn::Rebind<std::uint32_t, decltype(doubles)> words;
using Doubles = hn::Vec<decltype(doubles)>;

HWY_INLINE Doubles widened(const float* at) { return hn::PromoteTo(doubles, hn::LoadU(floats, at)); }
HWY_INLINE Doubles widened(const std::uint16_t* at) {
  const auto upper = hn::ShiftLeft<16>(hn::PromoteTo(words, hn::LoadU(halves, at)));
  return hn::PromoteTo(doubles, hn::BitCast(floats, upper));
}

/// Weights stand in the order of their use, but processors do not fetch ahead of use across pages.
template <std::size_t bytes>
HWY_INLINE void prefetch(const void* weights) {
  constexpr std::size_t line = 64, ahead = 8192;
  for (std::size_t at = 0; at < bytes; at += line)
    hwy::Prefetch(static_cast<const char*>(weights) + ahead + at);
}

/// One panel of `height` rows; a constant, so that its sums stay in registers.
template <std::size_t height, class Weight>
HWY_INLINE void multiply_panel(const Weight* weights, std::size_t columns, const double* column_x,
                               double* column_y, const double* row_x, double* row_y) {
  const std::size_t lanes = hn::Lanes(doubles);
  Doubles sum[height], factor[height];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < height; ++r) {
    sum[r] = hn::Zero(doubles);
    factor[r] = hn::Set(doubles, row_x[r]);
  }
  for (std::size_t group = 0; group < columns; group += group_columns, weights += height * group_columns) {
    prefetch<height * group_columns * sizeof(Weight)>(weights);
    for (std::size_t part = 0; part < group_columns; part += lanes) {
      const Doubles x = hn::LoadU(doubles, column_x + group + part);
      Doubles even = hn::LoadU(doubles, column_y + group + part), odd = hn::Zero(doubles);
#pragma GCC unroll 8
      for (std::size_t r = 0; r < height; ++r) {
        const Doubles weight = widened(weights + r * group_columns + part);
        sum[r] = hn::MulAdd(weight, x, sum[r]);
        if (r % 2 == 0)
          even = hn::MulAdd(weight, factor[r], even);
        else
          odd = hn::MulAdd(weight, factor[r], odd);
      }
      hn::StoreU(hn::Add(even, odd), doubles, column_y + group + part);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < height; ++r) row_y[r] += hn::GetLane(hn::SumOfLanes(doubles, sum[r]));
}

template <class Weight>
HWY_INLINE void multiply_panels(const Weight* weights, std::size_t rows, std::size_t columns,
                                const double* column_x, double* column_y, const double* row_x,
                                double* row_y) {
  for (; rows >= panel_rows; rows -= panel_rows) {
    multiply_panel<panel_rows>(weights, columns, column_x, column_y, row_x, row_y);
    weights += panel_rows * columns;
    row_x += panel_rows;
    row_y += panel_rows;
  }
  switch (rows) {
    case 1:
      return multiply_panel<1>(weights, columns, column_x, column_y, row_x, row_y);
    case 2:
      return multiply_panel<2>(weights, columns, column_x, column_y, row_x, row_y);
    case 3:
      return multiply_panel<3>(weights, columns, column_x, column_y, row_x, row_y);
    case 4:
      return multiply_panel<4>(weights, columns, column_x, column_y, row_x, row_y);
    case 5:
      return multiply_panel<5>(weights, columns, column_x, column_y, row_x, row_y);
    case 6:
      return multiply_panel<6>(weights, columns, column_x, column_y, row_x, row_y);
    case 7:
      return multiply_panel<7>(weights, columns, column_x, column_y, row_x, row_y);
    default:
      return;
  }
}

void multiply_floats(const float* weights, std::size_t rows, std::size_t columns, const double* column_x,
                     double* column_y, const double* row_x, double* row_y) {
  multiply_panels(weights, rows, columns, column_x, column_y, row_x, row_y);
}

void multiply_halves(const std::uint16_t* weights, std::size_t rows, std::size_t columns,
                     const double* column_x, double* column_y, const double* row_x, double* row_y) {
  multiply_panels(weights, rows, columns, column_x, column_y, row_x, row_y);
}

}  // namespace netseam::graph::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::graph {
HWY_EXPORT(multiply_floats);
HWY_EXPORT(multiply_halves);

void multiply_tile(const float* weights, std::size_t rows, std::size_t columns, const double* column_x,
                   double* column_y, const double* row_x, double* row_y) {
  HWY_DYNAMIC_DISPATCH(multiply_floats)(weights, rows, columns, column_x, column_y, row_x, row_y);
}
void multiply_tile(const std::uint16_t* weights, std::size_t rows, std::size_t columns,
                   const double* column_x, double* column_y, const double* row_x, double* row_y) {
  HWY_DYNAMIC_DISPATCH(multiply_halves)(weights, rows, columns, column_x, column_y, row_x, row_y);
}
}  // namespace netseam::graph
#endif
