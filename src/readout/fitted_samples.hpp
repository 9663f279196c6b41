#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::readout {

/// Chosen rows of a matrix in float64, each column less `mean`, packed.
[[nodiscard]] std::vector<double> centred_rows(core::MatrixView<const float> matrix,
                                               std::span<const std::size_t> rows,
                                               std::span<const double> mean);
/// Mean of the chosen rows, by column.
[[nodiscard]] std::vector<double> column_means(core::MatrixView<const float> matrix,
                                               std::span<const std::size_t> rows);

/// Thin decomposition U diag(s) V' of the centred activations of the fitted samples, without directions in
/// which they do not vary beyond rounding, and the held-out samples in the same directions.
struct FittedSamples {
  std::size_t fitted = 0, held_out = 0, rank = 0;
  std::vector<double> left;    // U, fitted x rank
  std::vector<double> value;   // s, rank, above 0
  std::vector<double> scores;  // held-out activations, centred by the fitted mean, times V: held_out x rank
};

/// By the eigenvectors of the smaller of the two Gram matrices. Neither list of rows is empty.
[[nodiscard]] FittedSamples decompose(const linalg::DenseBackend& backend,
                                      core::MatrixView<const float> activations,
                                      std::span<const std::size_t> fitted,
                                      std::span<const std::size_t> held_out);

}  // namespace netseam::readout
