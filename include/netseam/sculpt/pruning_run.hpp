#pragma once
#include "netseam/mlp/network.hpp"
#include "netseam/sculpt/percentage_search.hpp"
#include "netseam/sculpt/pruned_mask.hpp"
#include "netseam/sculpt/pruning_grid.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace netseam::sculpt {

/// A trained network, what is left of it, and its accuracy, 0 to 1, on the rows that decide; rows_right: the
/// share of these rows that are right in all outputs, where it is known.
struct PrunedNetwork {
  mlp::Network network;
  mlp::Mask mask;
  double accuracy = 0;
  double rows_right = std::numeric_limits<double>::quiet_NaN();
};

/// The parts of a pruning run: the training of the dense network, the pruning of units, one more training of
/// what is left, and the pruning of edges.
enum class Phase : std::uint32_t { dense, units, retraining, edges };

/// What the random numbers of one training are keyed by: any order of the work, on any rank, gives the same
/// networks.
struct TrainingKey {
  std::uint64_t seed = 1, unit = 0;
};

/// The key of training number `attempt` of a phase of a run; other arguments give another unit, but for one
/// chance in 2^64. Steps that a phase does not depend on are 0. O(1).
[[nodiscard]] TrainingKey training_key(const EdgePruning& run, Phase phase, std::size_t attempt);

/// One training on the way.
struct PathStep {
  Phase phase = Phase::dense;
  double percent = 0;   // removed: of the hidden units (units), else of the weights
  bool trained = true;  // 100 per cent and more are refused without a training
  double accuracy = 0;  // NaN without a training
  bool accepted = false;
  std::size_t weights_left = 0;  // in the network that was tried
};

/// How the pruning goes about it.
struct PruningOptions {
  double least_accuracy = 1;  // of a network that is accepted; the published networks: 1
  PruningScale unit_scale = PruningScale::network;
  Schedule schedule = Schedule::linear;
  std::size_t schedule_steps = 10;  // of cosine and cubic
  double least_step =
      0;  // per cent, that refusals halve the steps down to; never less than one unit or weight
  // The released code does not test the network after the training between units and edges, and returns it
  // where no edge could go. Otherwise that network is tested, and one that fails makes way for the last
  // accepted one.
  bool as_released = false;
};

/// What a run does with networks; each must depend on its arguments only.
struct PruningOperations {
  std::function<mlp::Network(std::uint64_t seed)> start;  // an untrained dense network
  /// Trains from a network under a mask; the result has 0 for what the mask lacks, and its accuracy.
  std::function<PrunedNetwork(const mlp::Network&, const mlp::Mask&, const TrainingKey&)> train;
  /// Scores of hidden units of a trained network.
  std::function<LayerScores(const mlp::Network&, const mlp::Mask&, const TrainingKey&)> score;
};

/// What the three kinds of work units give.
struct DenseResult {
  PrunedNetwork dense;
  std::vector<PathStep> path;  // one step
};
struct UnitResult {
  PrunedNetwork pruned;        // the last accepted one; the dense one where none was
  PrunedNetwork edge_start;    // where edge pruning begins: `pruned`, or its retrained form
  bool retrained = false;      // which of them
  std::vector<PathStep> path;  // the retraining is the last step; empty for a unit step of 0
};
struct EdgeResult {
  PrunedNetwork pruned;  // the last accepted one, or edge_start
  bool any_accepted = false;
  std::vector<PathStep> path;
};

/// Trains the dense network of a seed: one training.
[[nodiscard]] DenseResult train_dense(const DenseTraining& run, const PruningOperations& operations,
                                      const PruningOptions& options);

/// Removes hidden units for as long as the accuracy stays, by the search of percentage_search.hpp: score the
/// accepted network, remove to the percentage, train on from its weights, test. Then trains once more without
/// removing. Scores are not computed anew while the accepted network is the same. Source: arXiv:2305.18402,
/// released code. Cost: one training for each step of the path. Throws InternalError for a network without
/// hidden units.
[[nodiscard]] UnitResult prune_units_stepwise(const UnitPruning& run, const DenseResult& dense,
                                              const PruningOperations& operations,
                                              const PruningOptions& options);

/// Removes edges in the same way, by the size of their weights; percentages are of all weights of the dense
/// network and begin at what unit pruning has removed.
[[nodiscard]] EdgeResult prune_edges_stepwise(const EdgePruning& run, const UnitResult& units,
                                              const PruningOperations& operations,
                                              const PruningOptions& options);

/// The line of a result for the choice among a grid's.
[[nodiscard]] GridResult grid_result(const EdgePruning& run, const EdgeResult& result,
                                     const PruningOptions& options);

}  // namespace netseam::sculpt
