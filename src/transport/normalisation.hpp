#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/transport/metric_space.hpp"

#include <span>

namespace netseam::transport {

/// What the distances in the strict lower triangle of `distance` (n x n, the matrix is symmetric with a zero
/// diagonal) are to be divided by: the statistic of all n^2 entries, the n zeros of the diagonal with them
/// (the convention of numpy and POT on a full matrix). `scratch`: n (n - 1) / 2 doubles, used by the median
/// only. Throws InputError where all distances or the statistic are 0.
[[nodiscard]] double normalisation_scale(const data::LayerActivations& layer, Normalisation normalisation,
                                         core::MatrixView<const double> distance, std::span<double> scratch);

}  // namespace netseam::transport
