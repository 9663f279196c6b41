#pragma once
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/profile/centred_samples.hpp"

#include <cstddef>
#include <vector>

namespace netseam::profile {

/// Principal components of a layer.
struct Spectrum {
  std::size_t samples = 0, width = 0;
  std::vector<double> square;       // min(samples, width); squares of the singular values of the centred
                                    // activations, descending; 0 where rounding hides them
  std::vector<double> first_score;  // samples; square of each sample's score on the first component, as a
                                    // share of their sum; empty when all samples are equal
};

/// From the eigenvectors of the smaller Gram matrix (samples x samples or width x width), in double. Its
/// rounding stays below max(samples, width) eps of the largest eigenvalue; values below that are set to 0, so
/// that singular values are right to sqrt(max(samples, width) eps) (1e-6 for 5,000) of the largest.
/// 2 samples width m + 9 m^3 flop with m = min(samples, width). Throws NumericalError as the backend.
[[nodiscard]] Spectrum spectrum_of(const linalg::DenseBackend& backend, const CentredSamples& centred);

}  // namespace netseam::profile
