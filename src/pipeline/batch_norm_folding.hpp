#pragma once
#include "network_topology.hpp"
#include "weight_shape.hpp"
#include "weight_tensors.hpp"

#include "netseam/pipeline/neurons_config.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace netseam::pipeline {

/// Factors for the outputs of tensors, and which other tensors they come from.
struct BatchNormFactors {
  std::map<std::size_t, std::vector<float>> factor;  // by tensor, one for each output
  std::vector<std::size_t> used;                     // tensors of the normalisations
};

/// Reads the normalisations that neurons.batch-norm names, "TENSOR: PREFIX" (expand_names): PREFIX.weight (1
/// where it is absent) and PREFIX.running_var, or PREFIX/gamma and PREFIX/moving_variance. `shape`: of each
/// tensor that the topology uses. Throws ConfigError for a tensor that joins no layers or has two
/// normalisations; InputError for one whose vectors do not exist or have not one number for each output.
/// Cost: reads those vectors.
[[nodiscard]] BatchNormFactors read_batch_norms(const NeuronsConfig& config, const WeightTensors& files,
                                                const NetworkTopology& topology,
                                                std::span<const WeightShape> shape);

}  // namespace netseam::pipeline
