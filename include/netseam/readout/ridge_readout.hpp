#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace netseam::readout {

/// What is read out of a layer: samples x width. `labels`: one column for each class, 1 in the sample's own.
struct ReadoutTarget {
  core::MatrixView<const float> values;
  bool labels = false;
};

/// How well it is read from samples that the map was not fitted to; no unit. NaN = not defined.
struct ReadoutScore {
  /// 1 - sum of squared residuals / sum of squared deviations from the mean of the samples that were fitted,
  /// over all held-out samples and columns: 1 = all is read out, 0 and below = no better than that mean.
  double r2 = std::numeric_limits<double>::quiet_NaN();
  double r2_low = std::numeric_limits<double>::quiet_NaN();   // least of a single fold
  double r2_high = std::numeric_limits<double>::quiet_NaN();  // greatest
  /// Labels: share of the held-out samples whose own class has the largest prediction (the first of equals).
  double accuracy = std::numeric_limits<double>::quiet_NaN();
  double accuracy_low = std::numeric_limits<double>::quiet_NaN();
  double accuracy_high = std::numeric_limits<double>::quiet_NaN();
};

/// Penalties that are tried, in units of the mean squared singular value of the centred activations.
[[nodiscard]] std::span<const double> penalty_grid();

/// Ridge regression from the activations to one target after another, cross-validated: each fold is predicted
/// from the others. Activations and targets are centred by the means of the samples that are fitted. The
/// penalty is chosen anew for each fold and target, from its fitted samples alone: that of the grid with the
/// least sum of squared leave-one-out residuals (Allen 1974, doi:10.1080/00401706.1974.10489157, the PRESS),
/// which the eigenvectors give in closed form; of equals the largest.
/// `activations`: samples x width, finite; `fold`: samples, 0 .. folds-1, none empty, none all. The
/// decomposition of a fold is shared by all targets. Serial. Throws InternalError where sizes do not fit,
/// NumericalError as the backend. Cost for a fold of n fitted samples, d = width, s = min(n, d): s n d + 9
/// s^3 flop, then n s for each penalty and column; 8 bytes for 2 n d + 2 s^2 + n s numbers.
/// Source: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634.
[[nodiscard]] std::vector<ReadoutScore> read_out(const linalg::DenseBackend& backend,
                                                 core::MatrixView<const float> activations,
                                                 std::span<const ReadoutTarget> targets,
                                                 std::span<const std::size_t> fold, std::size_t folds);

}  // namespace netseam::readout
