#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::similarity {

/// Mean of every column, in double; `width` of them.
[[nodiscard]] std::vector<double> column_means(core::MatrixView<const float> points);

/// The points less their mean, in double: n x width, row-major, packed.
[[nodiscard]] core::AlignedBuffer<double> centred_points(core::MatrixView<const float> points);

/// Gram matrix X X' of the centred points X, in double: n x n, packed, both triangles. n^2 d flop.
[[nodiscard]] core::AlignedBuffer<double> centred_gram(const linalg::DenseBackend& backend,
                                                       core::MatrixView<const float> points);

/// Squared Euclidean distances of all samples: n x n, packed, both triangles, zero diagonal. Those of close
/// samples, where the Gram matrix loses digits, are computed from the differences. n^2 d flop.
[[nodiscard]] core::AlignedBuffer<double> squared_distances(const linalg::DenseBackend& backend,
                                                            core::MatrixView<const float> points);

/// Bytes that the functions above take while they run, what they return included.
[[nodiscard]] std::size_t gram_scratch_bytes(std::size_t points, std::size_t width);

/// Number of entries above the diagonal.
[[nodiscard]] constexpr std::size_t triangle_size(std::size_t points) {
  return points * (points - (points > 0 ? 1 : 0)) / 2;
}
/// The entries above the diagonal of a symmetric n x n matrix, row by row, after `change`.
template <class Change>
void pack_triangle(std::span<const double> matrix, std::size_t points, std::span<double> packed,
                   const Change& change) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < points; ++i)
    for (std::size_t j = i + 1; j < points; ++j) packed[to++] = change(i, j, matrix[i * points + j]);
}

/// The middle value of the given ones, of an even number the upper middle one; 0 of none. Reorders them.
[[nodiscard]] double upper_median(std::span<double> values);

}  // namespace netseam::similarity
