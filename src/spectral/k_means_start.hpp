#pragma once
#include "k_means_points.hpp"

#include "netseam/core/random_stream.hpp"

#include <cstddef>
#include <vector>

namespace netseam::spectral {

/// Points that the centres of one run start at, drawn by k-means++ with several trials for each.
[[nodiscard]] std::vector<std::size_t> draw_start(const KMeansPoints& points, std::size_t clusters,
                                                  core::RandomStream random);

}  // namespace netseam::spectral
