#include "k_means_kernels.hpp"

#include "netseam/core/aligned_buffer.hpp"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "k_means_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::spectral::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, block_points> floats;
const hn::RebindToSigned<decltype(floats)> integers;
const hn::CappedTag<double, 8> doubles;
const hn::Rebind<float, decltype(doubles)> halves;  // as many floats as doubles fit
using Floats = hn::Vec<decltype(floats)>;
using Integers = hn::Vec<decltype(integers)>;

constexpr std::size_t most_lanes = hn::MaxLanes(floats);

/// The least and the second least of some scores, and the centre of the least.
struct Ranked {
  Floats best, next;
  Integers place;
};

#if HWY_TARGET != HWY_SCALAR
/// Ranks of pairs of lanes that stand side by side: those of `first`, then those of `second`. The lower lane
/// wins where both are equal.
HWY_INLINE Ranked merge_lanes(const Ranked& first, const Ranked& second) {
  const Floats even = hn::ConcatEven(floats, second.best, first.best);
  const Floats odd = hn::ConcatOdd(floats, second.best, first.best);
  const Floats next = hn::Min(hn::ConcatEven(floats, second.next, first.next),
                              hn::ConcatOdd(floats, second.next, first.next));
  const auto less = hn::RebindMask(integers, hn::Lt(odd, even));
  const Integers place = hn::IfThenElse(less, hn::ConcatOdd(integers, second.place, first.place),
                                        hn::ConcatEven(integers, second.place, first.place));
  return {hn::Min(even, odd), hn::Min(hn::Max(even, odd), next), place};
}
#endif

constexpr std::size_t piece = block_points;  // of a row, one cache line

/// Scores of as many points as there are lanes with centres c, c + 1, ...; ranked, a lane for each point.
/// `points`: pieces of the rows of all these points, one piece after the other.
HWY_INLINE Ranked rank_centres(const CentreColumns& centres, const float* points, std::size_t c) {
  Ranked rank[most_lanes];
  const Floats infinity = hn::Set(floats, std::numeric_limits<float>::infinity());
  const Integers here = hn::Iota(integers, static_cast<std::int32_t>(c));
  Floats sum[most_lanes];
#pragma GCC unroll 16
  for (std::size_t p = 0; p < most_lanes; ++p) sum[p] = hn::LoadU(floats, centres.square_norm + c);
  const float* column = centres.minus_twice + c;
  for (std::size_t first = 0; first < centres.dims; first += piece, points += most_lanes * piece)
    for (std::size_t j = 0; j < std::min(piece, centres.dims - first); ++j, column += centres.stride) {
      const Floats factor = hn::LoadU(floats, column);
#pragma GCC unroll 16
      for (std::size_t p = 0; p < most_lanes; ++p)
        sum[p] = hn::MulAdd(hn::Set(floats, points[p * piece + j]), factor, sum[p]);
    }
#pragma GCC unroll 16
  for (std::size_t p = 0; p < most_lanes; ++p) rank[p] = {sum[p], infinity, here};
#if HWY_TARGET != HWY_SCALAR  // one lane has nothing to merge
#pragma GCC unroll 4
  for (std::size_t left = most_lanes / 2; left > 0; left /= 2)
#pragma GCC unroll 8
    for (std::size_t p = 0; p < left; ++p) rank[p] = merge_lanes(rank[2 * p], rank[2 * p + 1]);
#endif
  return rank[0];
}

/// Pieces of the rows of some points, side by side.
HWY_INLINE void gather_pieces(const float* points, std::size_t row, const std::uint32_t* list, float* to) {
  for (std::size_t first = 0; first < row; first += piece)
    for (std::size_t p = 0; p < most_lanes; ++p, to += piece)
      for (std::size_t j = 0; j < piece; j += hn::Lanes(floats))
        hn::StoreU(hn::LoadU(floats, points + list[p] * row + first + j), floats, to + j);
}

void find_nearest(const CentreColumns& centres, const PointBounds& bounds, const float* points,
                  std::size_t row, const std::uint32_t* list, std::size_t count, std::int32_t* nearest,
                  float* upper, float* lower) {
  core::AlignedBuffer<float> pieces(most_lanes * row);
  float* gathered = pieces.data();
  const Floats reach = hn::Set(floats, bounds.reach), rounding = hn::Set(floats, bounds.rounding);
  for (std::size_t p = 0; p < count; p += most_lanes) {
    gather_pieces(points, row, list + p, gathered);
    Ranked rank = rank_centres(centres, gathered, 0);
    for (std::size_t c = most_lanes; c < centres.centres; c += most_lanes) {
      const Ranked more = rank_centres(centres, gathered, c);
      const auto less = hn::RebindMask(integers, hn::Lt(more.best, rank.best));
      rank.next = hn::Min(hn::Max(rank.best, more.best), hn::Min(rank.next, more.next));
      rank.best = hn::Min(rank.best, more.best);
      rank.place = hn::IfThenElse(less, more.place, rank.place);
    }
    const Integers index =
        hn::BitCast(integers, hn::LoadU(hn::RebindToUnsigned<decltype(floats)>(), list + p));
    const Floats norm = hn::GatherIndex(floats, bounds.norm, index), sum = hn::Add(norm, reach);
    const Floats square = hn::Mul(norm, norm), slack = hn::Mul(rounding, hn::Mul(sum, sum));
    const Floats above = hn::Add(hn::Add(rank.best, square), slack);
    const Floats below = hn::Sub(hn::Add(rank.next, square), slack);
    hn::StoreU(rank.place, integers, nearest + p);
    hn::StoreU(hn::Sqrt(hn::ZeroIfNegative(above)), floats, upper + p);
    hn::StoreU(hn::Sqrt(hn::ZeroIfNegative(below)), floats, lower + p);
  }
}

std::size_t move_all_bounds(const CentreMoves& moves, const PointBounds& bounds, const std::int32_t* label,
                            float* upper, float* lower, std::size_t count, std::uint32_t* list) {
  const hn::RebindToUnsigned<decltype(floats)> unsigned_integers;
  const Floats more = hn::Set(floats, 1 + 0x1p-22F), less = hn::Set(floats, 1 - 0x1p-22F);
  const Floats reaches = hn::Set(floats, bounds.reach), twice_rounding = hn::Set(floats, 2 * bounds.rounding);
  std::size_t listed = 0;
  for (std::size_t i = 0; i < count; i += hn::Lanes(floats)) {
    const Integers own = hn::LoadU(integers, label + i);
    const Floats above =
        hn::Mul(hn::Add(hn::LoadU(floats, upper + i), hn::GatherIndex(floats, moves.own, own)), more);
    const Floats below =
        hn::Mul(hn::Sub(hn::LoadU(floats, lower + i), hn::GatherIndex(floats, moves.other, own)), less);
    hn::StoreU(above, floats, upper + i);
    hn::StoreU(below, floats, lower + i);
    // no other centre is nearer than its distance from the own one leaves it
    const Floats next =
        hn::Max(below, hn::Mul(hn::Sub(hn::GatherIndex(floats, moves.separation, own), above), less));
    const Floats sum = hn::Add(hn::LoadU(floats, bounds.norm + i), reaches);
    const Floats needed = hn::Mul(hn::Mul(sum, sum), twice_rounding);
    const Floats difference = hn::Mul(hn::Sub(next, above), hn::Add(next, above));
    const auto safe = hn::And(hn::Gt(next, above), hn::Gt(difference, needed));
    const auto open = hn::Not(safe);
    const auto place = hn::Iota(unsigned_integers, static_cast<std::uint32_t>(i));
    hn::StoreU(hn::Compress(place, hn::RebindMask(unsigned_integers, open)), unsigned_integers,
               list + listed);
    listed += hn::CountTrue(floats, open);
  }
  return listed;
}

void find_closer(const float* transposed, std::size_t blocks, std::size_t dims, const float* candidate,
                 const float* closest, float* distance, double* block_sum) {
  const std::size_t lanes = hn::Lanes(floats), lanes_of_sum = hn::Lanes(doubles);
  for (std::size_t b = 0; b < blocks; ++b) {
    for (std::size_t part = 0; part < block_points; part += lanes) {
      const float* at = transposed + b * block_points * dims + part;
      Floats even = hn::Zero(floats), odd = even;
      std::size_t j = 0;
      for (; j + 2 <= dims; j += 2, at += 2 * block_points) {
        const Floats first = hn::Sub(hn::LoadU(floats, at), hn::Set(floats, candidate[j]));
        const Floats second =
            hn::Sub(hn::LoadU(floats, at + block_points), hn::Set(floats, candidate[j + 1]));
        even = hn::MulAdd(first, first, even);
        odd = hn::MulAdd(second, second, odd);
      }
      if (j < dims) {
        const Floats last = hn::Sub(hn::LoadU(floats, at), hn::Set(floats, candidate[j]));
        even = hn::MulAdd(last, last, even);
      }
      const std::size_t place = b * block_points + part;
      hn::StoreU(hn::Min(hn::Add(even, odd), hn::LoadU(floats, closest + place)), floats, distance + place);
    }
    auto sum = hn::Zero(doubles);
    for (std::size_t part = 0; part < block_points; part += lanes_of_sum)
      sum = hn::Add(sum, hn::PromoteTo(doubles, hn::LoadU(halves, distance + b * block_points + part)));
    block_sum[b] = hn::GetLane(hn::SumOfLanes(doubles, sum));
  }
}

void move_one_point(const float* point, std::size_t padded_dims, double* to, double* from) {
  for (std::size_t j = 0; j < padded_dims; j += hn::Lanes(doubles)) {
    const auto value = hn::PromoteTo(doubles, hn::LoadU(halves, point + j));
    hn::StoreU(hn::Add(hn::LoadU(doubles, to + j), value), doubles, to + j);
    if (from) hn::StoreU(hn::Sub(hn::LoadU(doubles, from + j), value), doubles, from + j);
  }
}

}  // namespace netseam::spectral::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::spectral {
HWY_EXPORT(find_nearest);
HWY_EXPORT(move_all_bounds);
HWY_EXPORT(find_closer);
HWY_EXPORT(move_one_point);

void nearest_centres(const CentreColumns& centres, const PointBounds& bounds, const float* points,
                     std::size_t row, const std::uint32_t* list, std::size_t count, std::int32_t* nearest,
                     float* upper, float* lower) {
  HWY_DYNAMIC_DISPATCH(find_nearest)(centres, bounds, points, row, list, count, nearest, upper, lower);
}
std::size_t move_bounds(const CentreMoves& moves, const PointBounds& bounds, const std::int32_t* label,
                        float* upper, float* lower, std::size_t count, std::uint32_t* list) {
  return HWY_DYNAMIC_DISPATCH(move_all_bounds)(moves, bounds, label, upper, lower, count, list);
}
void closer_distances(const float* transposed, std::size_t blocks, std::size_t dims, const float* candidate,
                      const float* closest, float* distance, double* block_sum) {
  HWY_DYNAMIC_DISPATCH(find_closer)(transposed, blocks, dims, candidate, closest, distance, block_sum);
}
void move_point(const float* point, std::size_t padded_dims, double* to, double* from) {
  HWY_DYNAMIC_DISPATCH(move_one_point)(point, padded_dims, to, from);
}
}  // namespace netseam::spectral
#endif
