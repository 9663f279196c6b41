#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/grouping/pair_values.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::grouping {

/// Are the borders of a network stronger than any that its twins have, whatever samples are drawn? Twins are
/// other networks of as many layers, such as the same one before training.
///
/// `resampled`: pair_count(L) x B, column b the values of all pairs of layers on draw b of the samples;
/// `twin`: for each twin its values on the same draws. The statistic of a border is its contrast (defined at
/// `segment`), a ratio of distances of one network, so networks of other units and scales compare. On every
/// draw the border is set against the LARGEST contrast of the twin's own segmentation of least cost into the
/// same number of groups: the twin may search its borders on that draw, and the strongest stands for all, as
/// in `test_borders`. Network and twin share the draw, hence the number and the choice of samples cancel:
/// a contrast of all samples is not compared with one of half of them.
///
/// Returns for each border p = (1 + comparisons in which its contrast is not larger) / (1 + B twins), of all
/// twins together (stats::permutation_p_value of the differences): ties, and draws with a value that is not
/// finite in either network, are no evidence. 1 where there are no draws or no twins. p is the chance over
/// draws of the samples (achieved significance level of a bootstrap: Efron and Tibshirani 1993, chapter 16)
/// for these twins. It is no chance over untrained networks: of those there are as many as twins.
///
/// O(twins B L^2 groups). Throws InternalError for values of other pairs or draws, or impossible borders.
[[nodiscard]] std::vector<double> test_borders_against_twins(
    core::MatrixView<const double> resampled, std::span<const core::MatrixView<const double>> twin,
    std::size_t layers, std::span<const std::size_t> border, PairValue kind);

}  // namespace netseam::grouping
