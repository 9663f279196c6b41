#pragma once
#include "netseam/core/error.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/loss.hpp"
#include "netseam/mlp/network.hpp"
#include "netseam/mlp/training.hpp"
#include "netseam/sculpt/pruning_run.hpp"
#include "netseam/sculpt/unit_scores.hpp"

#include <functional>

namespace netseam::sculpt {

/// What networks are trained and judged on. Views of what the caller keeps for as long as the operations
/// live.
struct SculptingData {
  mlp::Examples training;
  mlp::Examples validation;  // chooses epochs, and its accuracy accepts or refuses
  mlp::Examples scored;  // rows whose responses score units; published for Boolean functions: the truth table
};

/// A training was told to stop before its end.
class TrainingStopped : public core::Error {
 public:
  TrainingStopped() : Error(core::ExitCode::stopped_early, "a training was stopped before its end") {}
};

/// The operations of a pruning run on real networks: mlp::initial_network, mlp::train and unit_scores.
/// `training`: its seed and unit are set anew for each training. Scoring takes memory for the responses of
/// 1024 rows at a time. `backend`: for the products of wide layers (mlp/loss.hpp); it must outlive the
/// operations. `go_on` is asked after every epoch; where it says no, the training throws TrainingStopped.
[[nodiscard]] PruningOperations network_operations(const mlp::Shape& shape, const SculptingData& data,
                                                   const mlp::TrainingOptions& training,
                                                   const ScoreOptions& scores,
                                                   const linalg::DenseBackend* backend = nullptr,
                                                   const std::function<bool()>& go_on = {});

/// The sums that scores are made of, over all rows of `examples`, in blocks. `with_slopes`: for
/// output_sensitivity. O(weights rows).
[[nodiscard]] UnitSums unit_sums(const mlp::Network& network, const mlp::Examples& examples, mlp::Loss loss,
                                 bool with_slopes, const linalg::DenseBackend* backend = nullptr);

}  // namespace netseam::sculpt
