#pragma once
// The networks of one task: trained over all ranks, each with its checkpoints.
#include "task_source.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/data/trained_networks.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/loss.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// What the training of a task needs beside the task.
struct TrainRun {
  const parallel::Communicator& communicator;
  const Config& config;
  const core::StopFlag& stop;
  parallel::Log& log;
  const linalg::DenseBackend& backend;
  std::filesystem::path folder;  // of the task's results; checkpoints go into folders there
  std::filesystem::path shards;  // folder, where finished histories are kept
  ShardKey shard_key;
};

/// Epochs whose networks are saved, ascending: train.save, or 0, the powers of two and the last. Throws
/// ConfigError for one after the last epoch.
[[nodiscard]] std::vector<std::size_t> saved_epochs(const Config& config);

/// Trains the networks of the task; those whose histories are in the shards are not trained again. Nothing
/// where stopped early. Networks by shape, then seed. Collective; the same on every rank, and the files of
/// checkpoints too, on any number of ranks.
[[nodiscard]] std::optional<std::vector<data::TrainedNetwork>> train_networks(const TrainRun& run,
                                                                              const NamedTask& task);

}  // namespace netseam::pipeline
