#pragma once
#include "metric_space_layout.hpp"

#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <cstdint>

namespace netseam::transport {

/// Fills basis, basis_value and residual_value of a block from its distances and means: the r eigenvalues of
/// A of largest magnitude by randomised subspace iteration, and the mean of the others from the trace, so
/// that A ~ basis diag(basis_value) basis' + residual_value (I - J/n) with basis_value = eigenvalue -
/// residual. `scratch`: n x n floats. A function of the arguments alone. About 8 n^2 r flop. Source: Halko,
/// Martinsson and Tropp 2011, doi:10.1137/090771806, algorithm 4.4.
void fill_low_rank_form(const linalg::DenseBackend& backend, MetricSpaceBlock& block, std::uint64_t seed,
                        core::MatrixView<float> scratch);

/// Bytes that fill_low_rank_form allocates.
[[nodiscard]] std::size_t low_rank_form_bytes(std::size_t points, std::size_t rank);

}  // namespace netseam::transport
