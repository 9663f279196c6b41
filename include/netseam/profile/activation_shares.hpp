#pragma once
#include "netseam/core/matrix_view.hpp"

namespace netseam::profile {

/// Share of the entries above 0, in [0, 1]: how often a neuron is active after a ReLU. O(n width).
[[nodiscard]] double activation_frequency(core::MatrixView<const float> activations);

/// Share of the entries that are exactly 0, in [0, 1]. O(n width).
[[nodiscard]] double zero_share(core::MatrixView<const float> activations);

/// Mean over the samples of (sqrt(d) - |x|_1 / |x|_2) / (sqrt(d) - 1) for width d: 0 = all entries equally
/// large, 1 = one entry only. Samples that are 0 are left out. Source: Hoyer 2004, JMLR 5:1457-1469. NaN
/// for width 1 and when all samples are 0. O(n width).
[[nodiscard]] double hoyer_sparsity(core::MatrixView<const float> activations);

}  // namespace netseam::profile
