#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::grouping {

/// The layers in the eigenvectors of the normalised Laplacian I - D^-1/2 A D^-1/2 of the affinities A =
/// exp(-d^2 / s^2), D = diag(A 1).
struct SpectralEmbedding {
  double scale = 0;                 // s, in the unit of the distances; 0 where all distances are 0
  std::vector<double> eigenvalue;   // L, ascending, in [0, 2] but for rounding; the first is 0
  std::vector<double> eigenvector;  // L x L, row k of eigenvalue k, unit length
};

/// s is the median of the positive distances between layers (the smaller of the two in the middle), so that
/// the result does not depend on the unit. Source: Ng, Jordan and Weiss 2001 (NIPS 14), with von Luxburg's
/// A_ii = 1 (2007, doi:10.1007/s11222-007-9033-z), which leaves no layer without a neighbour. `distance`: L x
/// L, symmetric, finite, not negative. 9 L^3 flop. Throws InternalError for another matrix, NumericalError as
/// the backend.
[[nodiscard]] SpectralEmbedding spectral_embedding(const linalg::DenseBackend& backend,
                                                   core::MatrixView<const double> distance);

/// gap[k-1] = eigenvalue(k+1) - eigenvalue(k) for k = 1 .. L-1 groups, counted from 1. A large one means
/// that k groups are nearly separate (von Luxburg 2007, section 8.3).
[[nodiscard]] std::vector<double> eigengaps(const SpectralEmbedding& embedding);

/// Labels of `groups` clusters (1 .. L): k-means of the rows of the first `groups` eigenvectors, each row
/// scaled to unit length; k-means++ starts (Arthur and Vassilvitskii 2007) from (seed, groups), the best of
/// ten. Numbered from 0 in the order in which they first appear. May give fewer groups where layers coincide.
/// O(10 L groups^2) for each iteration. Throws InternalError for another number.
[[nodiscard]] std::vector<std::size_t> spectral_labels(const SpectralEmbedding& embedding, std::size_t groups,
                                                       std::uint64_t seed);

}  // namespace netseam::grouping
