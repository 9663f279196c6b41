#pragma once
// Measures beside Gromov-Wasserstein between known targets and layers.
#include "known_targets.hpp"
#include "layers_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/target_comparison.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace netseam::pipeline {

/// Bytes that measure_targets takes on every rank, about, beside the targets themselves.
[[nodiscard]] std::size_t target_measure_bytes(const Config& config, const LayersInput& input,
                                               const std::vector<KnownTarget>& targets,
                                               const similarity::Measure& measure);

/// One measure of every target against every layer, on all chosen samples at once (whatever layers.batch
/// says), and on random halves of them, the same as those of the layers, for the intervals. One entry for
/// each target. The ranks share layers and halves; the result is the same on every rank, whatever their
/// number. Nothing = stopped early. Collective. Errors: those of reading a layer and of the measure.
[[nodiscard]] std::optional<std::vector<data::TargetMeasure>> measure_targets(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<KnownTarget>& targets, const similarity::Measure& measure,
    const core::StopFlag& stop);

}  // namespace netseam::pipeline
