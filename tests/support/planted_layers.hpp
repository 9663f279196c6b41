#pragma once
#include "netseam/core/random_stream.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace netseam {

/// Layers in groups: distance `within` in a group and `between` otherwise, each times |1 + noise * normal|.
/// Row-major L x L, symmetric, zero diagonal.
inline std::vector<double> planted_distances(const std::vector<std::size_t>& group, double within,
                                             double between, double noise, std::uint64_t seed) {
  core::RandomStream random(seed, 0, core::Purpose::test);
  const std::size_t layers = group.size();
  std::vector<double> distance(layers * layers, 0);
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = 0; j < i; ++j)
      distance[i * layers + j] = distance[j * layers + i] =
          (group[i] == group[j] ? within : between) * std::abs(1 + noise * random.normal());
  return distance;
}

/// Distances without structure: uniform in [1, 2), so the triangle inequality holds.
inline std::vector<double> random_distances(std::size_t layers, std::uint64_t seed) {
  core::RandomStream random(seed, 1, core::Purpose::test);
  std::vector<double> distance(layers * layers, 0);
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = 0; j < i; ++j)
      distance[i * layers + j] = distance[j * layers + i] = 1 + random.uniform();
  return distance;
}

}  // namespace netseam
