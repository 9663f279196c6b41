#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/grouping/segmentation.hpp"

#include <cstddef>
#include <vector>

namespace netseam::grouping {

/// Borders of the segmentation of each column of `resampled` (pair_count(L) x B losses) whose values are all
/// finite; the other columns are left out. O(B L^2 k).
[[nodiscard]] std::vector<std::vector<std::size_t>> resample_segmentations(
    core::MatrixView<const double> resampled, std::size_t layers, const SegmentationOptions& options);

}  // namespace netseam::grouping
