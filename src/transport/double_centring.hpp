#pragma once
#include "metric_space_layout.hpp"

#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

namespace netseam::transport {

/// Fills row_mean, sorted_row_mean, mean and mean_square of a block from its distances.
void fill_means(MetricSpaceBlock& block);

/// Fills spectrum and spectrum_error of a block from its distances and means. `scratch`: n x n.
void fill_spectrum(const linalg::DenseBackend& backend, MetricSpaceBlock& block,
                   core::MatrixView<double> scratch);

/// Whether the largest eigenvalue of A is 0 up to rounding, which makes -A positive semidefinite and C
/// conditionally negative definite (Schoenberg 1938). Entries that were rounded to float32 twice (in the file
/// and after division by the scale) move A by at most 2^-23 |C|_F in the 2-norm, double centring being a
/// contraction; so an eigenvalue up to that and the error of the spectrum is taken for 0.
[[nodiscard]] bool spectrum_is_negative(const MetricSpaceBlock& block);

}  // namespace netseam::transport
