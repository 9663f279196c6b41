#pragma once
// Gromov-Wasserstein distances that are computed beside those of a unit, to judge its groups by.
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/transport/all_pairs.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Values of all P pairs by data::pair_index, on every rank.
struct PairValues {
  std::vector<double> loss;       // P
  std::vector<double> resampled;  // P x resamples
};

/// Joins pairs that lie spread over the ranks in rank order. Collective.
[[nodiscard]] PairValues gather_pairs(const parallel::Communicator& communicator,
                                      std::span<const data::PairDistance> mine);

/// What work beside a unit needs of it.
struct SideRun {
  const parallel::Communicator& communicator;
  const linalg::DenseBackend& backend;
  std::filesystem::path shards;  // of the unit: side work has folders of its own inside, and ends with them
  ShardKey shard_key;
  const core::StopFlag& stop;
  parallel::Log& log;
};

/// Solves all pairs of `task`. Finished pairs are kept in the folder `name` of the shards, so that a stopped
/// run goes on. `what` names the pairs in the log. Nothing = stopped early. The same on every rank, whatever
/// their number. Collective. Errors of solve_open_pairs.
[[nodiscard]] std::optional<PairValues> solve_aside(const SideRun& run, const std::string& name,
                                                    const std::string& what, transport::AllPairsTask task);

}  // namespace netseam::pipeline
