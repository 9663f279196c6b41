#pragma once
#include "netseam/profile/spectrum.hpp"

#include <cstddef>

namespace netseam::profile {

/// Singular values of the centred activations above max(samples, width) eps times the largest, with eps =
/// 2^-23 of float32, in which activations are stored (Golub and Van Loan 2013, section 5.5.8). The squares of
/// these limits are at least 64 times the rounding of `spectrum_of`. 0 when all samples are equal.
[[nodiscard]] std::size_t numerical_rank(const Spectrum& spectrum);

}  // namespace netseam::profile
