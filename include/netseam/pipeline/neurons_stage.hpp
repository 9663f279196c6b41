#pragma once
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/config.hpp"

#include <cstdio>

namespace netseam::pipeline {

/// The stage `neurons`: for every checkpoint of the study the clusters of its neurons, in the graph of their
/// weights, of their activations or both, saved as OUTPUT/STUDY/CHECKPOINT/neurons.h5
/// (artifact/neuron_clusters_file.hpp). A finished unit is skipped; of an unfinished one the replicates of
/// null models and halves that were finished are kept. `screen`: where rank 0 writes its lines; null =
/// nowhere. Returns done, or stopped_early once `stop` was requested. Throws the same core::Error on all
/// ranks. Collective.
[[nodiscard]] core::ExitCode run_neurons(const parallel::Communicator& communicator, const Config& config,
                                         const core::StopFlag& stop, std::FILE* screen);

}  // namespace netseam::pipeline
