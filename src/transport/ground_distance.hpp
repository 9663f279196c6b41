#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>

namespace netseam::transport {

/// Columns that enter the Gram matrix at a time.
inline constexpr std::size_t gram_columns = 256;

/// Distances of the points of a layer in float64 (unit of the activations), into the strict lower triangle of
/// `distance` (n x n); the rest of it is scratch. Errors as build_metric_space.
///
/// Rows are put into the form in which the distance is Euclidean (unit length for cosine, centred and of unit
/// length for correlation), columns are centred, and d^2 = g_ii + g_jj - 2 g_ij of the Gram matrix. Where
/// this cancels to less than 1e-4 of g_ii + g_jj, d^2 is formed again from differences of the two rows; so
/// the relative error of d^2 is below 1e4 (gram_columns + width / gram_columns + 8) 2^-52 = 6e-10 at width
/// 8192, less than the rounding to float32, and equal points have distance 0.
void ground_distances(const linalg::DenseBackend& backend, const data::LayerActivations& layer,
                      GroundDistance ground, core::MatrixView<double> distance);

}  // namespace netseam::transport
