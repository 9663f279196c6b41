#pragma once
// Layers of a checkpoint together with others, as one list.
#include "layers_input.hpp"

#include "netseam/data/activations.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/transport/all_pairs.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace netseam::pipeline {

/// The Gromov-Wasserstein pairs of a list that begins with the layers of `input` and goes on with `others`,
/// which `load_other` reads by their place among them. Pairs of two layers of `input` are marked as finished;
/// where and how results are kept is left open. Holds a reference to `input`. O(pairs).
[[nodiscard]] transport::AllPairsTask joined_task(
    const Config& config, const LayersInput& input, const std::vector<data::LayerShape>& others,
    std::function<data::LayerActivations(std::size_t other)> load_other);

}  // namespace netseam::pipeline
