#pragma once
#include "netseam/mlp/loss.hpp"
#include "netseam/mlp/network.hpp"
#include "netseam/mlp/training.hpp"
#include "netseam/sculpt/pruning_run.hpp"
#include "netseam/sculpt/unit_scores.hpp"

namespace netseam::sculpt {

/// What networks are trained and judged on. Views of what the caller keeps for as long as the operations
/// live.
struct SculptingData {
  mlp::Examples training;
  mlp::Examples validation;  // chooses epochs, and its accuracy accepts or refuses
  mlp::Examples scored;  // rows whose responses score units; published for Boolean functions: the truth table
};

/// The operations of a pruning run on real networks: mlp::initial_network, mlp::train and unit_scores.
/// `training`: its seed and unit are set anew for each training. Scoring takes memory for the responses of
/// 1024 rows at a time.
[[nodiscard]] PruningOperations network_operations(const mlp::Shape& shape, const SculptingData& data,
                                                   const mlp::TrainingOptions& training,
                                                   const ScoreOptions& scores);

/// The sums that scores are made of, over all rows of `examples`, in blocks. `with_slopes`: for
/// output_sensitivity. O(weights rows).
[[nodiscard]] UnitSums unit_sums(const mlp::Network& network, const mlp::Examples& examples, mlp::Loss loss,
                                 bool with_slopes);

}  // namespace netseam::sculpt
