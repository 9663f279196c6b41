#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/grouping/segmentation.hpp"

#include <cstddef>
#include <vector>

namespace netseam::grouping {

/// For each pair of layers, by data::pair_index, the share of bootstrap resamples whose own segmentation,
/// with its own number of groups, has both layers in one group (Monti et al. 2003,
/// doi:10.1023/A:1023949509487). `resampled`: pair_count(L) x B losses, column b of one resample, as for
/// `bootstrap_segmentation`, which leaves out the same columns; B = 0 or all left out gives 0. O(B L^2 k).
/// Throws InternalError for losses of other pairs.
[[nodiscard]] std::vector<double> pair_stability(core::MatrixView<const double> resampled, std::size_t layers,
                                                 const SegmentationOptions& options);

}  // namespace netseam::grouping
