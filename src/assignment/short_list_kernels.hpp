// Short lists of rows of an assignment problem, in vectors. Compiled once for each instruction set, by files
// that include <hwy/foreach_target.h> first; hence no #pragma once.
#if defined(NETSEAM_ASSIGNMENT_SHORT_LIST_KERNELS_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NETSEAM_ASSIGNMENT_SHORT_LIST_KERNELS_HPP
#undef NETSEAM_ASSIGNMENT_SHORT_LIST_KERNELS_HPP
#else
#define NETSEAM_ASSIGNMENT_SHORT_LIST_KERNELS_HPP
#endif

#include "assignment_phases.hpp"

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace netseam::assignment::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr float infinity = std::numeric_limits<float>::infinity();
const hn::CappedTag<float, shortlist_size> floats;
const hn::RebindToSigned<decltype(floats)> integers;
using Floats = hn::Vec<decltype(floats)>;
using Integers = hn::Vec<decltype(integers)>;

/// Lowest and second lowest reduced cost of a row and the column of the lowest.
struct RowLeast {
  float least, second;
  std::int32_t column;
};

/// The lowest two of each lane, and where the lowest was.
struct LaneLeast {
  Floats least, second;
  Integers place;
  HWY_INLINE LaneLeast()
      : least(hn::Set(floats, infinity)), second(hn::Set(floats, infinity)), place(hn::Zero(integers)) {}
  HWY_INLINE void add(Floats value, Integers at) {
    const auto lower = hn::Lt(value, least);
    second = hn::Min(second, hn::Max(least, value));
    least = hn::Min(least, value);
    place = hn::IfThenElse(hn::RebindMask(integers, lower), at, place);
  }
};

HWY_INLINE RowLeast over_lanes(const LaneLeast& lanes) {
  const float least = hn::GetLane(hn::MinOfLanes(floats, lanes.least));
  const auto lane = hn::FindKnownFirstTrue(floats, hn::Eq(lanes.least, hn::Set(floats, least)));
  const auto chosen = hn::Eq(hn::Iota(integers, 0), hn::Set(integers, static_cast<std::int32_t>(lane)));
  const Floats rest = hn::IfThenElse(hn::RebindMask(floats, chosen), hn::Set(floats, infinity), lanes.least);
  HWY_ALIGN std::array<std::int32_t, shortlist_size> place;
  hn::Store(lanes.place, integers, place.data());
  return {least, hn::GetLane(hn::MinOfLanes(floats, hn::Min(rest, lanes.second))), place[lane]};
}

/// The lowest two of the short list of a row; right for the row where the second is not above the list's
/// bound.
HWY_INLINE RowLeast least_of_list(const AssignmentWorkspace& w, std::int32_t row) {
  const std::size_t at = static_cast<std::size_t>(row) * shortlist_size;
  LaneLeast lanes;
  for (std::size_t k = 0; k < shortlist_size; k += hn::Lanes(floats)) {
    const Integers column = hn::Load(integers, w.list_column.data() + at + k);
    const Floats dual = hn::GatherIndex(floats, w.dual.data(), column);
    lanes.add(hn::Sub(hn::Load(floats, w.list_cost.data() + at + k), dual), column);
  }
  return over_lanes(lanes);
}

/// Writes the columns of the lanes where `chosen` holds behind the first `count` of `column`; returns the new
/// count.
template <class Mask>
HWY_INLINE std::size_t append_columns(const LaneLeast* part, std::size_t k, Mask chosen, std::int32_t* column,
                                      std::size_t count) {
  const Integers at =
      hn::Add(part[k].place, hn::Set(integers, static_cast<std::int32_t>(k * hn::Lanes(floats))));
  hn::StoreU(hn::Compress(at, hn::RebindMask(integers, chosen)), integers, column + count);
  return count + hn::CountTrue(floats, chosen);
}

/// For a list that would be too long: lowers its bound to the second lowest of the four classes of one lane,
/// of which at most one each is below, and then adds columns that are at the bound.
HWY_NOINLINE float shorten_list(AssignmentWorkspace& w, const LaneLeast* part, float bound,
                                std::size_t& count) {
  const Floats low0 = hn::Min(part[0].least, part[1].least), high0 = hn::Max(part[0].least, part[1].least);
  const Floats low1 = hn::Min(part[2].least, part[3].least), high1 = hn::Max(part[2].least, part[3].least);
  const Floats second = hn::Min(hn::Max(low0, low1), hn::Min(high0, high1));
  bound = std::min(bound, hn::GetLane(hn::MinOfLanes(floats, second)));
  const Floats bounds = hn::Set(floats, bound);
  count = 0;
  for (std::size_t k = 0; k < 4; ++k)
    count = append_columns(part, k, hn::Lt(part[k].least, bounds), w.hit.data(), count);
  for (std::size_t k = 0; k < 4 && count < shortlist_size; ++k)
    count = append_columns(part, k, hn::Eq(part[k].least, bounds), w.hit.data(), count);
  count = std::min(count, shortlist_size);
  return bound;
}

/// Reads a whole row and makes its short list: the lowest of each of 4 x lanes classes of columns, as far as
/// they are not above the second lowest of any class. This costs no more than finding the lowest two.
HWY_INLINE RowLeast scan_row(AssignmentWorkspace& w, std::int32_t row) {
  const std::size_t lanes = hn::Lanes(floats);
  const float* cost = w.row(row);
  const float* dual = w.dual.data();
  LaneLeast part[4];
  const auto reduced = [&](std::size_t place) HWY_ATTR {
    return hn::Sub(hn::Load(floats, cost + place), hn::Load(floats, dual + place));
  };
  std::size_t j = 0;
  Integers at = hn::Iota(integers, 0);
  const Integers step = hn::Set(integers, static_cast<std::int32_t>(4 * lanes));
  for (; j + 4 * lanes <= w.stride; j += 4 * lanes) {
    part[0].add(reduced(j), at);
    part[1].add(reduced(j + lanes), at);
    part[2].add(reduced(j + 2 * lanes), at);
    part[3].add(reduced(j + 3 * lanes), at);
    at = hn::Add(at, step);
  }
  for (std::size_t k = 0; j < w.stride; ++k, j += lanes) part[k].add(reduced(j), at);

  float bound = hn::GetLane(hn::MinOfLanes(
      floats, hn::Min(hn::Min(part[0].second, part[1].second), hn::Min(part[2].second, part[3].second))));
  const Floats bounds = hn::Set(floats, bound);
  std::size_t count = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto low = hn::And(hn::Le(part[k].least, bounds), hn::Lt(part[k].least, hn::Set(floats, infinity)));
    count = append_columns(part, k, low, w.hit.data(), count);
  }
  if (count > shortlist_size) bound = shorten_list(w, part, bound, count);
  const std::size_t list = static_cast<std::size_t>(row) * shortlist_size;
  for (std::size_t k = 0; k < shortlist_size; k += lanes) {
    const auto used = hn::FirstN(integers, count > k ? count - k : 0);
    const Integers column = hn::IfThenElseZero(used, hn::LoadU(integers, w.hit.data() + k));
    hn::Store(column, integers, w.list_column.data() + list + k);
    hn::Store(hn::IfThenElse(hn::RebindMask(floats, used), hn::GatherIndex(floats, cost, column),
                             hn::Set(floats, infinity)),
              floats, w.list_cost.data() + list + k);
  }
  w.list_bound[static_cast<std::size_t>(row)] = bound;
  RowLeast result = least_of_list(w, row);
  result.second = std::min(result.second, bound);
  return result;
}

}  // namespace netseam::assignment::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
