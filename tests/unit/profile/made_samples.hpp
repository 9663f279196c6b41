#pragma once
#include "netseam/core/random_stream.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace netseam {

inline const linalg::DenseBackend& test_backend() {
  static const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  return *backend;
}

/// Samples of one layer.
struct MadeSamples {
  std::size_t samples, width;
  std::vector<float> value = std::vector<float>(samples * width, 0.0F);
  [[nodiscard]] core::MatrixView<const float> view() const { return {value.data(), samples, width}; }
  float& operator()(std::size_t i, std::size_t c) { return value[i * width + c]; }
};

/// The points +e_c and -e_c for each axis c, each times `length`: 2 d samples with mean 0 and the same
/// variance along each axis.
inline MadeSamples cross_polytope(std::size_t width, float length) {
  MadeSamples made{2 * width, width};
  for (std::size_t c = 0; c < width; ++c) {
    made(2 * c, c) = length;
    made(2 * c + 1, c) = -length;
  }
  return made;
}

/// Uniform in [-1, 1) in every entry.
inline MadeSamples uniform_samples(std::size_t samples, std::size_t width, std::uint64_t seed) {
  core::RandomStream random(seed, 0, core::Purpose::test);
  MadeSamples made{samples, width};
  for (float& value : made.value) value = static_cast<float>(2 * random.uniform() - 1);
  return made;
}

}  // namespace netseam
