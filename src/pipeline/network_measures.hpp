#pragma once
// Measures beside Gromov-Wasserstein between the layers of two networks.
#include "layers_input.hpp"
#include "other_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/cross_comparison.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/similarity/all_measures.hpp"
#include "netseam/similarity/measure.hpp"

#include <optional>

namespace netseam::pipeline {

/// One measure of every layer of `input` and every layer of `other`, on all chosen samples at once (whatever
/// layers.batch says), and on random halves of them, the same as those of the layers, for the nearest layers.
/// The same on every rank, whatever their number. Nothing = stopped early. Collective. Errors: those of
/// reading a layer and of similarity::compare_all_layers.
[[nodiscard]] std::optional<data::CrossMeasure> measure_networks(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const OtherInput& other, const similarity::Measure& measure,
    similarity::AllLayersWorkspace& workspace, const core::StopFlag& stop);

}  // namespace netseam::pipeline
