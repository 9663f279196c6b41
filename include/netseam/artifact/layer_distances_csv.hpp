#pragma once
#include "netseam/data/layer_distances.hpp"

#include <filesystem>

namespace netseam::artifact {

/// Writes the tables of one checkpoint into `directory` (made if missing), RFC 4180, UTF-8, numbers with 17
/// digits:
///   loss.csv, lower_bound.csv, identity.csv   L x L, layer names in the first row and column
///   groups.csv   group (from 1), first_layer, last_layer, layers, border_confidence (of the border before
///   it; empty for 1) pairs.csv    i, j (from 0), layer_i, layer_j, loss, gw_distance, lower_bound, identity,
///   start, status, gap, iterations
///   measure_NAME.csv (L x L) of every further measure, profiles.csv (one row for each layer)
///   targets.csv  target, measure (or readout_r2, readout_accuracy), layer, value, distance, low, high
///   cross.csv    network, measure, layer, other_layer, value, distance, lower_bound, identity
///   cross_nearest.csv   network, measure, layer, nearest_layer, distance, low, high, confidence
/// Those of Gromov-Wasserstein only if it was computed. All pairs must be there (first_pair = 0). Not
/// collective: call it on one rank. Throws core::ConfigError with the path and the reason if a file cannot be
/// written; each file appears complete or not at all.
void write_layer_distances_csv(const std::filesystem::path& directory, const data::LayerDistances& layers);

}  // namespace netseam::artifact
