#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstdint>
#include <limits>
#include <span>

namespace netseam::pipeline {

/// The layer of another network that is nearest to a layer, and how sure that is.
struct NearestLayer {
  std::int64_t layer = -1;                                       // -1 = no layer has a value
  double confidence = std::numeric_limits<double>::quiet_NaN();  // share of the draws; NaN = no draws
  double low = confidence, high = confidence;  // 5 % and 95 % quantile of its distance over the draws
};

/// `distance`: T, to every layer there; NaN = none. `drawn`: T x B, the same on B draws of the samples. The
/// first of equal distances is the nearest; a draw counts for it only where all other layers that have a
/// value are further away, so that a tie is no evidence for either. O(T B).
[[nodiscard]] NearestLayer find_nearest_layer(std::span<const double> distance,
                                              core::MatrixView<const double> drawn);

}  // namespace netseam::pipeline
