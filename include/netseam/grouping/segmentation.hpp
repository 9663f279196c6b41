#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_distances.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::grouping {

struct SegmentationOptions {
  std::size_t groups = 0;          // so many, whatever the criterion says (at most L); 0 = by the criterion
  std::size_t maximum_groups = 0;  // 0 = as many as there are layers
  double least_contrast = 0.25;    // that every border must have, in (0, 1); see `segment`
};

/// Distances d = sqrt(loss) / 2 between L layers from the losses of all pairs (by data::pair_index):
/// symmetric, zero diagonal, row-major L x L. Source of the half: Memoli 2011, doi:10.1007/s10208-011-9093-5.
/// Throws InternalError when losses.size() is not pair_count(L) or a loss is negative or not finite.
[[nodiscard]] std::vector<double> distances_of_losses(std::span<const double> losses, std::size_t layers);

/// Contiguous groups of L >= 1 ordered layers.
///
/// For each number of groups k the borders are those of least cost, by dynamic programming; the cost of a
/// group is its sum of squares, sum over i < j of d_ij^2 / size (kernel change-points: Arlot, Celisse and
/// Harchaoui 2019, JMLR 20(162); Harchaoui and Cappe 2007). Ties go to the earlier borders.
///
/// The contrast of a border compares layers on its two sides with layers of one side that are equally many
/// steps apart: with c and w the means of these distances over all numbers of steps that both have (each
/// number weighted by the smaller of the two counts of pairs), a side has (c - w) / max(c, w), in [-1, 1] as
/// a silhouette value (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7), and 0 if it has one layer only; the
/// contrast is the mean of both sides. At 0.25 (below it Kaufman and Rousseeuw 1990 see no structure) layers
/// across the border are a third farther apart than layers within. Equal steps matter: layers that drift
/// evenly, d_ij = f(|i - j|), have contrast 0 everywhere, and under a drift that slows down or speeds up the
/// two sides cancel, whereas a silhouette (about 0.6 for the halves of a straight line) takes any drift for
/// groups.
///
/// The number of groups maximises criterion(k), ties to fewer: 0 for one group; else the sum over the borders
/// of (contrast - least_contrast) if none is negative, and the sum of the negative ones if some are. So every
/// border of the result has at least the least contrast, and among such results the one that divides the
/// layers most is taken.
///
/// `distance`: L x L, symmetric, zero diagonal, not negative. Fills border, criterion and cost; confidence,
/// border_frequency are empty and resamples 0. O(L^2 k) with k the most groups.
[[nodiscard]] data::Segmentation segment(core::MatrixView<const double> distance,
                                         const SegmentationOptions& options);

/// `segment` of the distances of `losses`, with a confidence for each border: the share of resamples whose
/// own segmentation, with its own number of groups, has that border. `losses`: pair_count(L); `resampled`:
/// pair_count(L) x B losses, column b of one resample of the samples (as PairDistance::resampled); B = 0
/// gives confidence 0. A resample with a value that is not finite is left out and not counted. O(B L^2 k).
[[nodiscard]] data::Segmentation bootstrap_segmentation(std::span<const double> losses,
                                                        core::MatrixView<const double> resampled,
                                                        std::size_t layers,
                                                        const SegmentationOptions& options);

}  // namespace netseam::grouping
