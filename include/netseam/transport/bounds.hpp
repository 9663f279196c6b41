#pragma once
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"

#include <span>

namespace netseam::transport {

/// Lower bounds of the Gromov-Wasserstein loss of the stored (float32, normalised) distances under uniform
/// weights. Each is valid in exact arithmetic and a bound on its own rounding is taken off, so that the value
/// returned never exceeds the loss that is meant; none is negative. No unit. The derivation of each slack
/// stands beside its code. All are symmetric in the layers.

/// SLB: squared 2-Wasserstein distance of the two distributions of all distances, from the quantile tables.
/// Below the loss of every coupling; any numbers of points. The tables are means over blocks of equal mass,
/// which lowers the bound only (Jensen). O(q). Source: Memoli 2011, doi:10.1007/s10208-011-9093-5,
/// section 6.
[[nodiscard]] double second_lower_bound(const MetricSpace& first, const MetricSpace& second);

/// SLB for any weights (positive, one for each point, sum 1 up to rounding), from the sorted distances
/// themselves. Below the loss of every coupling of these weights. O(n^2 log n + m^2 log m), 8 bytes for each
/// of the n^2 + m^2 entries.
[[nodiscard]] double weighted_second_lower_bound(const MetricSpace& first,
                                                 std::span<const double> first_weight,
                                                 const MetricSpace& second,
                                                 std::span<const double> second_weight);

/// PEB for permutations: [sum (eig_i(A1) - eig_i(A2))^2 + 2 n sum (sort r1 - sort r2)^2] / n^2 + (m1 - m2)^2
/// in the terms of MetricSpace. Below the loss of every permutation; 0 when the numbers of points differ.
/// O(n). Source: Hadley, Rendl and Wolkowicz 1992, doi:10.1287/moor.17.3.727, for the quadratic assignment
/// problem; here with the double centring of the distances as projection.
[[nodiscard]] double permutation_eigenvalue_bound(const MetricSpace& first, const MetricSpace& second);

/// PEB for couplings: as permutation_eigenvalue_bound, less what the distances lack of negative type. Below
/// the loss of every coupling, for any distances: nearest to both layers are spaces of negative type, whose
/// objective is concave and so least at a permutation. For layers of negative type the two bounds agree up to
/// rounding; for others this one is weak. O(n).
[[nodiscard]] double coupling_eigenvalue_bound(const MetricSpace& first, const MetricSpace& second);

/// TLB: the least mean, over couplings, of the squared 2-Wasserstein distances between rows of the matrices.
/// Needs `sorted` of both and equally many points, else 0. Evaluated at dual variables of the assignment
/// problem, so that it does not rest on how well that was solved. One product of 2 n^3 flop, one assignment,
/// scratch 12 n^2 bytes. Source: Memoli 2011, section 6.
[[nodiscard]] double third_lower_bound(const linalg::DenseBackend& backend, const MetricSpace& first,
                                       const MetricSpace& second);

/// The largest of second_lower_bound, coupling_eigenvalue_bound and, if `third`, third_lower_bound: below the
/// loss of every coupling of uniform weights.
[[nodiscard]] double certified_lower_bound(const linalg::DenseBackend& backend, const MetricSpace& first,
                                           const MetricSpace& second, bool third);

}  // namespace netseam::transport
