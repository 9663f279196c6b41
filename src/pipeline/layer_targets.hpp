#pragma once
// Known targets beside all layers: every measure, a linear readout, and what to beware of.
#include "known_targets.hpp"
#include "layers_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/target_comparison.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"

#include <optional>
#include <vector>

namespace netseam::pipeline {

/// Throws ConfigError where a measure against targets does not fit into the memory that the run may use, or
/// where there is none. Collective.
void check_targets(const parallel::Communicator& communicator, const Config& config, const LayersInput& input,
                   const std::vector<KnownTarget>& targets);

/// All measures of `config` between each target and each layer, the linear readouts (five folds; where a
/// layer is wider than 2,000 of at most 2,500 evenly spaced samples), and warnings. The ranks share the work;
/// the result is the same on every rank, whatever their number. Nothing = stopped early. Collective. Errors:
/// those of reading a layer, of transport/, similarity/ and readout/.
[[nodiscard]] std::optional<std::vector<data::TargetComparison>> compare_with_targets(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<KnownTarget>& targets, const core::StopFlag& stop,
    parallel::Log& log);

}  // namespace netseam::pipeline
