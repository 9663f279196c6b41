#pragma once
#include <cstddef>
#include <cstdint>

namespace netseam::spectral {

/// Points side by side in a block of transposed points, and what numbers of centres are rounded up to.
inline constexpr std::size_t block_points = 16;

/// Centres as the kernels read them. `minus_twice`: dims x stride, entry (j, c) is -2 times coordinate j of
/// centre c; `square_norm`: stride, infinite for columns that are no centre. `stride` is a multiple of
/// block_points.
struct CentreColumns {
  const float* minus_twice = nullptr;
  const float* square_norm = nullptr;
  std::size_t centres = 0, stride = 0, dims = 0;
};

/// What bounds of distances allow for: rounding is at most `rounding` (|x| + reach)^2 in a score, where no
/// centre is farther than `reach` from the origin.
struct PointBounds {
  const float* norm = nullptr;  // |x| of each point, not less
  float reach = 0, rounding = 0;
};

/// For each of `count` points, rows `list[p]` of `points` (`row` elements apart): the centre of least score
/// |c|^2 - 2 x c (the lowest of equal ones), a bound of the distance to it from above and of that to any
/// other from below. `list` and results have room for a multiple of block_points, `list` with any points at
/// its end. The score of a point and a centre is the same in every call.
void nearest_centres(const CentreColumns& centres, const PointBounds& bounds, const float* points,
                     std::size_t row, const std::uint32_t* list, std::size_t count, std::int32_t* nearest,
                     float* upper, float* lower);

/// How far the centres have moved, for each of them; `stride` elements each.
struct CentreMoves {
  const float* own = nullptr;         // how far it has moved
  const float* other = nullptr;       // how far the others have, at most
  const float* separation = nullptr;  // its distance to the next centre
};

/// Moves bounds of `count` (a multiple of block_points) points with the centres: `upper` of the distance to
/// the own centre, `lower` of that to any other. Lists the points that may have another centre of least score
/// than `label`: whose bounds do not differ by more than rounding can do. Returns how many.
std::size_t move_bounds(const CentreMoves& moves, const PointBounds& bounds, const std::int32_t* label,
                        float* upper, float* lower, std::size_t count, std::uint32_t* list);

/// Square distances of the points of `blocks` transposed blocks (block_points x dims each) to point
/// `candidate` (dims), or `closest` where that is less, to `distance`; their sum over each block to
/// `block_sum`.
void closer_distances(const float* transposed, std::size_t blocks, std::size_t dims, const float* candidate,
                      const float* closest, float* distance, double* block_sum);

/// Adds row `point` (dims, padded by zeros to a multiple of 8) to sum `to` and, unless it is 0, subtracts it
/// from `from`.
void move_point(const float* point, std::size_t padded_dims, double* to, double* from);

}  // namespace netseam::spectral
