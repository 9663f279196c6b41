#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::grouping {

/// Labels of the k-means clustering of least cost that `starts` runs of Lloyd's iteration reach, each from a
/// k-means++ start (Arthur and Vassilvitskii 2007, SODA) of the stream of (seed, groups). `points`: n x d;
/// 1 <= groups <= n. A cluster that becomes empty takes the point that is farthest from its centre; where
/// fewer than `groups` points are distinct there are fewer labels. O(starts n d groups) for each iteration,
/// at most 100.
[[nodiscard]] std::vector<std::size_t> k_means(core::MatrixView<const double> points, std::size_t groups,
                                               std::size_t starts, std::uint64_t seed);

}  // namespace netseam::grouping
