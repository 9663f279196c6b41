#pragma once
#include "netseam/core/matrix_view.hpp"

#include <span>

namespace netseam::transport {

/// Fills `table` with the means of table.size() consecutive blocks of equal mass of the n^2 sorted entries of
/// a symmetric matrix with zero diagonal; an entry that lies in two blocks counts in both with its share.
/// `scratch`: n (n - 1) / 2 floats. Relative error of a mean: (2 + entries of a block) 2^-53. n^2 log n.
void fill_quantile_table(core::MatrixView<const float> distance, std::span<float> scratch,
                         std::span<double> table);

}  // namespace netseam::transport
