#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/grouping/pair_values.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::grouping {

/// How borders between groups of layers compare with those of layers under a null model.
struct BorderTest {
  std::vector<double> contrast;       // one for each border, as defined at `segment`
  std::vector<double> p_value;        // one for each border
  std::vector<double> q_value;        // the same, adjusted for the number of borders (Benjamini and Hochberg)
  std::vector<double> null_contrast;  // one for each replicate: its largest; NaN where it has a value that is
                                      // not finite, which then counts against every border
};

/// Permutation test of the borders of a segmentation. The statistic of a border is its contrast. That of a
/// replicate is the LARGEST contrast over all borders of its own segmentation of least cost into the same
/// number of groups: the replicate may search for its borders as the observed layers did, and the largest of
/// them stands for all, so p is corrected for the search of the places and for the number of borders (the
/// single-step maximum test of Westfall and Young 1993). Where the number of groups is fixed beforehand and
/// the observed layers are exchangeable with the replicates, the p-value of the strongest border is uniform
/// on 1/(N+1), 2/(N+1), ..., 1, and the others are not smaller. The choice of the number of groups by the
/// criterion of `segment` is not repeated in the replicates: p is given that number.
///
/// `observed`: pair_count(L) values by data::pair_index, `border` the borders of their segmentation; `null`:
/// pair_count(L) x N, column b the values of one replicate of the null model, such as each layer's rows in a
/// random order of its own; N = 0 gives p = 1. No borders give empty results. O(N L^2 groups).
/// Throws InternalError for values of other pairs or impossible borders.
[[nodiscard]] BorderTest test_borders(std::span<const double> observed, core::MatrixView<const double> null,
                                      std::size_t layers, std::span<const std::size_t> border,
                                      PairValue kind);

}  // namespace netseam::grouping
