#pragma once
// The measures of layers beside Gromov-Wasserstein.
#include "layers_input.hpp"
#include "measure_shards.hpp"
#include "twin_networks.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"

#include <optional>
#include <vector>

namespace netseam::pipeline {

/// Throws ConfigError, naming the measure and what to change, where one of the measures asked for does not
/// fit into the memory that the run may use, or where an option has a value that no measure can work with.
/// Collective.
void check_measures(const parallel::Communicator& communicator, const Config& config,
                    const LayersInput& input);

/// Says in the log what they will take and how their replicates are shared out. Collective.
void describe_measures(const parallel::Communicator& communicator, const Config& config,
                       const LayersInput& input, parallel::Log& log);

/// All measures of `config` but gw, in their order, for all pairs, with groups: on all chosen samples, on
/// random halves of them for the confidence of borders, with shuffled rows for their p-values, and on the
/// same halves in the `twins`. Notes say whether the groups stay on `ordinary_rows`, where these are fewer
/// than all. Finished matrices are kept in the shards at `place` and found there again. Nothing = stopped
/// early. The same on every rank; the values do not depend on the number of ranks. Collective. Errors: those
/// of reading a layer, of similarity::compare_all_layers and of the shards.
[[nodiscard]] std::optional<std::vector<data::MeasureMatrix>> compare_by_measures(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<std::size_t>& ordinary_rows,
    const std::vector<TwinNetwork>& twins, const ShardPlace& place, const core::StopFlag& stop,
    parallel::Log& log);

}  // namespace netseam::pipeline
