#pragma once
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/profile/centred_samples.hpp"

namespace netseam::profile {

/// Mean of |cos| of the angle between two samples, seen from the mean sample, over all pairs; samples at the
/// mean have no angle and are left out. 0 = all at right angles; about sqrt(2 / (pi d)) for directions spread
/// evenly in d dimensions; 1 = on a line. Source: Kainen and Kurkova 1993, Quasiorthogonal dimension of
/// Euclidean spaces (Applied Mathematics Letters 6(3)). NaN for fewer than 2 such samples. samples^2 width
/// flop, 256 x samples doubles.
[[nodiscard]] double quasi_orthogonality(const linalg::DenseBackend& backend, const CentredSamples& centred);

}  // namespace netseam::profile
