#pragma once
// What the groups by Gromov-Wasserstein distance rest on: a handful of samples? the architecture alone?
#include "twin_networks.hpp"

#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/side_pairs.hpp"

#include <cstddef>
#include <vector>

namespace netseam::pipeline {

/// Solves all pairs again on `ordinary_rows`, where these are fewer than all, and notes in layers.gw_note
/// whether the groups stay; solves all pairs of every twin on the same samples, where the groups have
/// borders, and tests the borders by their resamples. False = stopped early: the same command goes on from
/// the shards. What it adds is the same on every rank, whatever their number. Collective. Errors of
/// solve_aside and grouping/. Cost: that of the unit's own pairs, once for the ordinary rows and once for
/// each twin.
[[nodiscard]] bool check_gw_groups(const SideRun& run, const Config& config, const LayersInput& input,
                                   const std::vector<std::size_t>& ordinary_rows,
                                   const std::vector<TwinNetwork>& twins, data::LayerDistances& layers);

}  // namespace netseam::pipeline
