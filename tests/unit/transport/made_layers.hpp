#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/data/activations.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::test {

/// One backend for all cases.
const linalg::DenseBackend& backend();

/// A layer with the given values, points x width, one point for each sample.
data::LayerActivations layer_of(std::size_t points, std::size_t width, std::vector<float> values);

/// A layer of standard normal values.
data::LayerActivations random_layer(std::size_t points, std::size_t width, std::uint64_t seed);

/// The layer turned by a random rotation and shifted.
data::LayerActivations rotated(const data::LayerActivations& layer, std::uint64_t seed);

/// A metric space with the memory that it lies in.
struct BuiltSpace {
  core::AlignedBuffer<std::byte> block;
  transport::MetricSpace space;
};
BuiltSpace build(const data::LayerActivations& layer, const transport::MetricSpaceOptions& options = {});

/// The space whose distances are given, unscaled: n x n, symmetric.
BuiltSpace space_of(std::size_t points, std::vector<float> distances);

/// Mean of (C1[i,k] - C2[p_i,p_k])^2, term by term.
double naive_loss(const transport::MetricSpace& first, const transport::MetricSpace& second,
                  const std::vector<std::int32_t>& permutation);

/// The least naive_loss over all permutations.
double brute_force_loss(const transport::MetricSpace& first, const transport::MetricSpace& second);

}  // namespace netseam::test
