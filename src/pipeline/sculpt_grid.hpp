#pragma once
// The trainings of a task as units of work over the ranks.
#include "task_source.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/sculpted_networks.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What a grid is worked off with. Holds references.
struct SculptRun {
  const parallel::Communicator& communicator;
  const Config& config;
  const core::StopFlag& stop;
  const linalg::DenseBackend& backend;
  parallel::Log& log;
  std::filesystem::path shards;  // folder, where finished pieces are kept
  ShardKey shard_key;
};

/// The densest pruned network of a grid, and those that it was chosen from.
struct GridNetwork {
  data::SculptedNetwork chosen;
  /// Of outcomes that tie with the chosen one: networks with as few edges, but other ones; each once.
  std::vector<data::LayeredNetwork> tied;
};

/// How many pieces of work a task is: networks times unit steps.
[[nodiscard]] std::size_t sculpt_pieces(const Config& config);

/// Trains and prunes every network of the task over the grid and chooses the densest pruned outcome of each;
/// parts and rates stay empty. Finished pieces come from the shards. Nothing where stopped early. Networks by
/// depth, width, seed. Collective; the same on every rank and on any number of ranks.
[[nodiscard]] std::optional<std::vector<GridNetwork>> sculpt_networks(const SculptRun& run,
                                                                      const NamedTask& task);

}  // namespace netseam::pipeline
