#pragma once
// The same clustering on random graphs and on halves of the samples, as units of work over the ranks.
#include "neuron_graph_source.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/neuron_clusters.hpp"
#include "netseam/linalg/slepc_session.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace netseam::pipeline {

/// What replicates are made with. Holds references.
struct ReplicateRun {
  const linalg::SlepcSession& session;
  const parallel::Communicator& communicator;
  const Config& config;
  const core::StopFlag& stop;
  parallel::Log& log;
  std::filesystem::path shards;  // folder, where finished replicates are kept
  ShardKey shard_key;
  std::uint64_t first_record = 0;  // of the shards; how many there are: record_count
};

/// Replicates of one graph: those of its null models, then its halves.
[[nodiscard]] std::uint64_t record_count(const Config& config, const NeuronGraphSource& source);

/// Fills in `null` and `half_agreement` of a partition: finished replicates come from the shards. A random
/// graph with at least as many connected components as clusters has n-cut 0 (whole components make such
/// clusters); one with fewer neurons than clusters has none (NaN). False = stopped early, the partition is as
/// it was. Collective; the same on every rank. Errors: those of making graphs; ConfigError where a node has
/// no room for one.
[[nodiscard]] bool run_graph_replicates(const ReplicateRun& run, const NeuronGraphSource& source,
                                        data::GraphPartition& partition);

}  // namespace netseam::pipeline
