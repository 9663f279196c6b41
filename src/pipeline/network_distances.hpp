#pragma once
// Gromov-Wasserstein distances between the layers of two networks.
#include "layers_input.hpp"
#include "other_input.hpp"

#include "netseam/data/cross_comparison.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/side_pairs.hpp"
#include "netseam/transport/all_pairs.hpp"

#include <string>

namespace netseam::pipeline {

/// The pairs of every layer of `input` with every layer of `other`, as pairs of the layers of both in this
/// order: those of two layers of one network are marked as finished. Holds references to its arguments.
[[nodiscard]] transport::AllPairsTask cross_task(const Config& config, const LayersInput& input,
                                                 const OtherInput& other);

/// Solves them and adds them to `comparison`: the measure gw, the same on every rank, and this rank's share
/// of the pairs. Finished pairs are kept in the folder `name` of the shards, so that a stopped run goes on.
/// False = stopped early. Collective. Errors of solve_open_pairs.
[[nodiscard]] bool solve_network_pairs(const SideRun& run, const std::string& name, const Config& config,
                                       const LayersInput& input, const OtherInput& other,
                                       data::CrossComparison& comparison);

}  // namespace netseam::pipeline
