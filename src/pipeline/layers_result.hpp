#pragma once
// From the finished pairs of a unit to its product.
#include "layers_input.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/pair_shards.hpp"

#include <vector>

namespace netseam::pipeline {

/// Names, shapes and samples of the layers that are compared, no values yet.
[[nodiscard]] data::LayerDistances describe_layers(const LayersInput& input);

/// Adds Gromov-Wasserstein distances: reads this rank's contiguous share of the pairs back from the shards.
/// `scale`: by layer. Collective.
void collect_pairs(const parallel::Communicator& communicator, const std::vector<double>& scale,
                   PairShards& shards, data::LayerDistances& layers);

/// Groups the layers by the first measure of `config`, contiguously and not. What it adds is the same on
/// every rank. Collective. Errors of grouping/.
void group_layers(const parallel::Communicator& communicator, const Config& config, const LayersInput& input,
                  const linalg::DenseBackend& backend, data::LayerDistances& layers);

/// The words for what the numbers mean.
[[nodiscard]] artifact::LayersConvention convention_of(const Config& config);

}  // namespace netseam::pipeline
