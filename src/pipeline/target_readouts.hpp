#pragma once
// Linear readouts of known targets from all layers.
#include "known_targets.hpp"
#include "layers_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/target_comparison.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <optional>
#include <vector>

namespace netseam::pipeline {

/// One entry for each target. No readout, with a note, below ten samples, and from a layer of several points
/// for a sample. The ranks share the layers; the result is the same
/// on every rank, whatever their number. Nothing = stopped early. Collective. Errors: those of reading a
/// layer and of readout/.
[[nodiscard]] std::optional<std::vector<data::TargetReadout>> read_out_targets(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<KnownTarget>& targets, const core::StopFlag& stop);

}  // namespace netseam::pipeline
