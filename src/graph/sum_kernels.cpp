#include "sum_kernels.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sum_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::graph::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<double, 8> doubles;
const hn::Rebind<float, decltype(doubles)> floats;
const hn::CappedTag<double, 1> one_double;
const hn::Rebind<float, decltype(one_double)> one_float;

/// Adds to the upper part what is a multiple of the coarse unit, to the lower part the rest.
template <class Vector>
HWY_INLINE void add_parts(Vector value, Vector coarse, Vector fine, Vector& upper, Vector& lower) {
  const Vector rounded = hn::Sub(hn::Add(value, coarse), coarse);
  upper = hn::Add(upper, rounded);
  lower = hn::Add(lower, hn::Sub(hn::Add(hn::Sub(value, rounded), fine), fine));
}

/// Weights first, first + 1, ... as far as whole vectors go; returns where it stopped.
template <class Wide, class Narrow>
HWY_INLINE std::size_t add_vectors(Wide wide, Narrow narrow, const float* weights, std::size_t first,
                                   std::size_t count, const SumParts& of_row, const SumParts& of_columns) {
  const auto coarse = hn::Set(wide, *of_row.coarse), fine = hn::Set(wide, *of_row.fine);
  auto upper = hn::Zero(wide), lower = hn::Zero(wide);
  std::size_t c = first;
  for (; c + hn::Lanes(wide) <= count; c += hn::Lanes(wide)) {
    const auto value = hn::PromoteTo(wide, hn::LoadU(narrow, weights + c));
    add_parts(value, coarse, fine, upper, lower);
    auto column_upper = hn::LoadU(wide, of_columns.upper + c);
    auto column_lower = hn::LoadU(wide, of_columns.lower + c);
    add_parts(value, hn::LoadU(wide, of_columns.coarse + c), hn::LoadU(wide, of_columns.fine + c),
              column_upper, column_lower);
    hn::StoreU(column_upper, wide, of_columns.upper + c);
    hn::StoreU(column_lower, wide, of_columns.lower + c);
  }
  *of_row.upper += hn::GetLane(hn::SumOfLanes(wide, upper));  // exact, as every sum of parts
  *of_row.lower += hn::GetLane(hn::SumOfLanes(wide, lower));
  return c;
}

void add_row_to_sums(const float* weights, std::size_t count, const SumParts& of_row,
                     const SumParts& of_columns) {
  const std::size_t done = add_vectors(doubles, floats, weights, 0, count, of_row, of_columns);
  (void)add_vectors(one_double, one_float, weights, done, count, of_row, of_columns);
}

double largest_of_row(const float* weights, std::size_t count, double* largest) {
  auto of_row = hn::Zero(doubles);
  std::size_t c = 0;
  for (; c + hn::Lanes(doubles) <= count; c += hn::Lanes(doubles)) {
    const auto value = hn::PromoteTo(doubles, hn::LoadU(floats, weights + c));
    of_row = hn::Max(of_row, value);
    hn::StoreU(hn::Max(hn::LoadU(doubles, largest + c), value), doubles, largest + c);
  }
  double result = hn::GetLane(hn::MaxOfLanes(doubles, of_row));
  for (; c < count; ++c) {
    const double value = weights[c];
    result = std::max(result, value);
    largest[c] = std::max(largest[c], value);
  }
  return result;
}

}  // namespace netseam::graph::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::graph {
HWY_EXPORT(add_row_to_sums);
HWY_EXPORT(largest_of_row);

void add_row_to_sums(const float* weights, std::size_t count, const SumParts& of_row,
                     const SumParts& of_columns) {
  HWY_DYNAMIC_DISPATCH(add_row_to_sums)(weights, count, of_row, of_columns);
}
double largest_of_row(const float* weights, std::size_t count, double* largest) {
  return HWY_DYNAMIC_DISPATCH(largest_of_row)(weights, count, largest);
}
}  // namespace netseam::graph
#endif
