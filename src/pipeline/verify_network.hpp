#pragma once
#include "layers_input.hpp"

#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/verify_layers.hpp"

namespace netseam::pipeline {

/// Recomputes every value of the layers of `input` against those of one other network, `cross` of `stored`:
/// losses of the stored couplings and the values of all other measures. Rank-local. Errors: InputError where
/// the network cannot be read or has other layers; ConfigError where the layers do not fit into memory.
void verify_network(const data::LayerDistances& stored, const data::CrossComparison& cross,
                    const Config& config, const LayersInput& input, const OtherNetwork& network,
                    const linalg::DenseBackend& backend, VerifyReport& report);

}  // namespace netseam::pipeline
