#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/profile/centred_samples.hpp"

#include <span>
#include <vector>

namespace netseam::profile {

/// For every sample of those that are distinct, in order of rows, the ratio of the Euclidean distances to its
/// second and to its first neighbour, at least 1; empty for fewer than 3 distinct samples. Of equal samples
/// only the first is looked at: a distance of 0 would leave the ratio undefined. Neighbours are searched by
/// products of blocks of rows and decided by differences of coordinates wherever rounding of the products
/// could change them. `activations` and `centred` are the same layer. 2 samples^2 width flop, 256 x samples
/// doubles.
[[nodiscard]] std::vector<double> neighbour_ratios(const linalg::DenseBackend& backend,
                                                   core::MatrixView<const float> activations,
                                                   const CentredSamples& centred);

/// Dimension of the surface that the samples lie on, by TwoNN: the slope, through the origin, of -log(1 -
/// i/N) on the log of the i-th smallest of N ratios, over the smallest 90 % of them. NaN for fewer than 10
/// ratios and where all of these are 1 (points of a grid). Source: Facco, d'Errico, Rodriguez and Laio 2017,
/// doi:10.1038/s41598-017-11873-y. O(N log N).
[[nodiscard]] double intrinsic_dimension(std::span<const double> ratios);

}  // namespace netseam::profile
