#pragma once
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// The stage `layers`: for every checkpoint of the study the Gromov-Wasserstein distances of all pairs of
/// layers and the groups of layers, saved as OUTPUT/STUDY/CHECKPOINT/layers.h5
/// (artifact/layer_distances_file.hpp). A finished unit is skipped; an unfinished one goes on from its
/// shards, on any number of ranks. `screen`: where rank 0 writes its lines; null = nowhere. Returns done, or
/// stopped_early once `stop` was requested (all that was finished is saved). Throws the same core::Error on
/// all ranks. Collective.
[[nodiscard]] core::ExitCode run_layers(const parallel::Communicator& communicator, const Config& config,
                                        const core::StopFlag& stop, std::FILE* screen);

}  // namespace netseam::pipeline
