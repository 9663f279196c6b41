#pragma once
// A checkpoint's layers beside those of other networks.
#include "layers_input.hpp"

#include "netseam/data/cross_comparison.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/compared_networks.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/side_pairs.hpp"

#include <optional>
#include <vector>

namespace netseam::pipeline {

/// Opens every network that the checkpoint is compared with and logs those that are left out and the memory
/// that is needed; reads all their layers once, but for a dry run. Errors: InputError where one cannot be
/// opened or read, or has other numbers of samples; ConfigError where a comparison does not fit into the
/// memory that the run may use. Collective.
void check_networks(const parallel::Communicator& communicator, const Config& config,
                    const LayersInput& input, const ComparedNetworks& compared, parallel::Log& log);

/// All measures of `config`, in their order, of every layer of `input` and every layer of each network. The
/// same on every rank but for the shares of gw pairs, whatever their number. Nothing = stopped early; gw
/// pairs that are finished stay in the shards. Collective. Errors: those of reading a layer, of transport/
/// and similarity/.
[[nodiscard]] std::optional<std::vector<data::CrossComparison>> compare_with_networks(
    const SideRun& run, const Config& config, const LayersInput& input, const ComparedNetworks& compared);

}  // namespace netseam::pipeline
