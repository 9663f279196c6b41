#pragma once
// Pairs of layers that no shard has yet.
#include "layers_input.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/pair_shards.hpp"
#include "netseam/transport/all_pairs.hpp"
#include "netseam/transport/memory_estimate.hpp"

#include <cstddef>
#include <string>

namespace netseam::pipeline {

/// All pairs of layers of one network on its chosen samples. Holds a reference to `input`.
[[nodiscard]] transport::AllPairsTask network_task(const Config& config, const LayersInput& input);

/// What of a solved pair is kept in the shards.
enum class KeptOfPair {
  everything,
  values,  // no permutation or coupling
};

/// What the pairs of `task` take on the fullest node. `reading`: bytes that reading one layer takes beside
/// its result. Collective.
[[nodiscard]] transport::MemoryEstimate estimate_pairs(const parallel::Communicator& communicator,
                                                       const transport::AllPairsTask& task,
                                                       std::size_t reading);

/// Refuses, with ConfigError, a run that does not fit into the memory that is free, or that the options
/// allow. Collective.
void refuse_what_does_not_fit(const parallel::Communicator& communicator, const Config& config,
                              const transport::MemoryEstimate& estimate);

/// Solves the pairs that neither `task` marks as finished nor `shards` have, into the shards, which are
/// closed then. `what` names
/// the pairs in the log, in the plural. The outcome is complete, or the run was stopped. Collective. Errors
/// of transport::solve_all_pairs, ConfigError of a full disk.
[[nodiscard]] transport::AllPairsOutcome solve_open_pairs(const parallel::Communicator& communicator,
                                                          const linalg::DenseBackend& backend,
                                                          transport::AllPairsTask task, PairShards& shards,
                                                          KeptOfPair kept, const std::string& what,
                                                          const core::StopFlag& stop, parallel::Log& log);

}  // namespace netseam::pipeline
