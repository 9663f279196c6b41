#include "row_kernels.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "row_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::transport::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, 16> floats;
const hn::RebindToSigned<decltype(floats)> integers;
const hn::CappedTag<double, 8> doubles;
const hn::Rebind<float, decltype(doubles)> halves;  // as many floats as doubles fit
const hn::Rebind<std::int32_t, decltype(doubles)> half_integers;
using Floats = hn::Vec<decltype(floats)>;
using Doubles = hn::Vec<decltype(doubles)>;

HWY_INLINE Doubles widened(const float* at) { return hn::PromoteTo(doubles, hn::LoadU(halves, at)); }
HWY_INLINE Doubles gathered(const float* from, const std::int32_t* place) {
  return hn::PromoteTo(doubles, hn::GatherIndex(halves, from, hn::LoadU(half_integers, place)));
}

/// Adds term(k), a vector of float64 terms from k on, over all k < count; last(k) is one term of the rest.
template <class Term, class Last>
HWY_INLINE double sum_of(std::size_t count, const Term& term, const Last& last) {
  const std::size_t lanes = hn::Lanes(doubles);
  Doubles sum0 = hn::Zero(doubles), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  std::size_t k = 0;
  for (; k + 4 * lanes <= count; k += 4 * lanes) {
    sum0 = term(k, sum0);
    sum1 = term(k + lanes, sum1);
    sum2 = term(k + 2 * lanes, sum2);
    sum3 = term(k + 3 * lanes, sum3);
  }
  for (; k + lanes <= count; k += lanes) sum0 = term(k, sum0);
  double rest = 0;
  for (; k < count; ++k) rest += last(k);
  return rest + hn::GetLane(hn::SumOfLanes(doubles, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3))));
}

float centre_row(const float* distance, const float* row_mean, float shift, float* centred,
                 std::size_t size) {
  const Floats shifts = hn::Set(floats, shift);
  Floats largest = hn::Zero(floats);
  for (std::size_t j = 0; j < size; j += hn::Lanes(floats)) {
    const Floats value = hn::Load(floats, distance + j);
    largest = hn::Max(largest, value);
    hn::Store(hn::Sub(hn::Sub(value, hn::Load(floats, row_mean + j)), shifts), floats, centred + j);
  }
  return hn::GetLane(hn::MaxOfLanes(floats, largest));
}

float largest_of_row(const float* row, std::size_t size) {
  Floats largest = hn::Zero(floats);
  for (std::size_t j = 0; j < size; j += hn::Lanes(floats))
    largest = hn::Max(largest, hn::Load(floats, row + j));
  return hn::GetLane(hn::MaxOfLanes(floats, largest));
}

void subtract_row(const float* upper, const float* lower, float shift, float* difference, std::size_t size) {
  const Floats shifts = hn::Set(floats, shift);
  for (std::size_t j = 0; j < size; j += hn::Lanes(floats))
    hn::Store(hn::Sub(hn::Sub(hn::Load(floats, upper + j), hn::Load(floats, lower + j)), shifts), floats,
              difference + j);
}

std::size_t exchange_columns(const ExchangeRow& row, std::int32_t* column, std::size_t size) {
  const Floats own = hn::Set(floats, row.own - row.slack), reach = hn::Set(floats, row.reach);
  std::size_t count = 0;
  for (std::size_t j = 0; j < size; j += hn::Lanes(floats)) {
    const Floats rise = hn::Sub(hn::Sub(hn::Load(floats, row.cost + j), hn::Load(floats, row.dual + j)), own);
    if (HWY_LIKELY(hn::AllFalse(floats, hn::Lt(rise, reach)))) continue;
    const Floats first = hn::GatherIndex(floats, row.first, hn::Load(integers, row.row_of_column + j));
    const auto below = hn::Lt(rise, hn::Mul(first, hn::Load(floats, row.second + j)));
    const auto place = hn::Add(hn::Iota(integers, 0), hn::Set(integers, static_cast<std::int32_t>(j)));
    hn::StoreU(hn::Compress(place, hn::RebindMask(integers, below)), integers, column + count);
    count += hn::CountTrue(floats, below);
  }
  return count;
}

double squared_difference(const float* first, const float* second, std::size_t count) {
  return sum_of(
      count,
      [&](std::size_t k, Doubles sum) HWY_ATTR {
        const Doubles difference = hn::Sub(widened(first + k), widened(second + k));
        return hn::MulAdd(difference, difference, sum);
      },
      [&](std::size_t k) HWY_ATTR {
        const double difference = static_cast<double>(first[k]) - static_cast<double>(second[k]);
        return difference * difference;
      });
}

double squared_difference_at(const float* first, const float* second, const std::int32_t* place,
                             std::size_t count) {
  return sum_of(
      count,
      [&](std::size_t k, Doubles sum) HWY_ATTR {
        const Doubles difference = hn::Sub(widened(first + k), gathered(second, place + k));
        return hn::MulAdd(difference, difference, sum);
      },
      [&](std::size_t k) HWY_ATTR {
        const double difference = static_cast<double>(first[k]) - static_cast<double>(second[place[k]]);
        return difference * difference;
      });
}

double difference_product_at(const float* first, const float* second, const float* third, const float* fourth,
                             const std::int32_t* place, std::size_t count) {
  return sum_of(
      count,
      [&](std::size_t k, Doubles sum) HWY_ATTR {
        const Doubles right = hn::Sub(gathered(third, place + k), gathered(fourth, place + k));
        return hn::MulAdd(hn::Sub(widened(first + k), widened(second + k)), right, sum);
      },
      [&](std::size_t k) HWY_ATTR {
        return (static_cast<double>(first[k]) - static_cast<double>(second[k])) *
               (static_cast<double>(third[place[k]]) - static_cast<double>(fourth[place[k]]));
      });
}

void combine_rows(float a, const float* first, float b, const float* second, const std::int32_t* place,
                  float c, const float* third, float* sum, std::size_t size) {
  const Floats minus_a = hn::Set(floats, -a), minus_b = hn::Set(floats, -b), minus_c = hn::Set(floats, -c);
  for (std::size_t j = 0; j < size; j += hn::Lanes(floats)) {
    const Floats at_place = hn::GatherIndex(floats, second, hn::Load(integers, place + j));
    const Floats value = hn::MulAdd(minus_b, at_place, hn::Mul(minus_c, hn::Load(floats, third + j)));
    hn::Store(hn::MulAdd(minus_a, hn::Load(floats, first + j), value), floats, sum + j);
  }
}

}  // namespace netseam::transport::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::transport {
HWY_EXPORT(centre_row);
HWY_EXPORT(largest_of_row);
HWY_EXPORT(subtract_row);
HWY_EXPORT(exchange_columns);
HWY_EXPORT(squared_difference);
HWY_EXPORT(squared_difference_at);
HWY_EXPORT(difference_product_at);
HWY_EXPORT(combine_rows);

float centre_row(const float* distance, const float* row_mean, float shift, float* centred,
                 std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(centre_row)(distance, row_mean, shift, centred, size);
}
float largest_of_row(const float* row, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(largest_of_row)(row, size);
}
void subtract_row(const float* upper, const float* lower, float shift, float* difference, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(subtract_row)(upper, lower, shift, difference, size);
}
std::size_t exchange_columns(const ExchangeRow& row, std::int32_t* column, std::size_t size) {
  return HWY_DYNAMIC_DISPATCH(exchange_columns)(row, column, size);
}
double squared_difference(const float* first, const float* second, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(squared_difference)(first, second, count);
}
double squared_difference_at(const float* first, const float* second, const std::int32_t* place,
                             std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(squared_difference_at)(first, second, place, count);
}
double difference_product_at(const float* first, const float* second, const float* third, const float* fourth,
                             const std::int32_t* place, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(difference_product_at)(first, second, third, fourth, place, count);
}
void combine_rows(float a, const float* first, float b, const float* second, const std::int32_t* place,
                  float c, const float* third, float* sum, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(combine_rows)(a, first, b, second, place, c, third, sum, size);
}
}  // namespace netseam::transport
#endif
