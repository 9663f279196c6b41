#include "netseam/sculpt/pruning_run.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace netseam::sculpt {
namespace {

// Removes to a percentage, from the network accepted at try `from_try` (0: the start), and trains.
using Attempt = std::function<PrunedNetwork(const PrunedNetwork& from, std::size_t from_try, double percent,
                                            std::size_t number)>;

struct Search {
  PrunedNetwork accepted;
  std::size_t accepted_try = 0;  // 0: nothing was
  std::vector<PathStep> path;
};

Search search_percentage(const SearchPlan& plan, Phase phase, PrunedNetwork start, double least_accuracy,
                         const Attempt& attempt) {
  Search search{std::move(start), 0, {}};
  for (SearchState state = begin_search(plan); !state.ended;) {
    PathStep step{phase, next_percent(plan, state), false, std::numeric_limits<double>::quiet_NaN(), false,
                  0};
    if (step.percent < 100) {
      PrunedNetwork tried = attempt(search.accepted, search.accepted_try, step.percent, state.tries + 1);
      step = {phase,
              step.percent,
              true,
              tried.accuracy,
              tried.accuracy >= least_accuracy,
              tried.mask.weights_kept()};
      if (step.accepted) {
        search.accepted = std::move(tried);
        search.accepted_try = state.tries + 1;
      }
    }
    search.path.push_back(step);
    state = after_try(plan, state, step.accepted);
  }
  return search;
}

SearchPlan plan_of(const PruningOptions& options, double step, double start, std::size_t things) {
  if (things == 0) throw core::InternalError("a network without hidden units cannot be pruned");
  return {options.schedule, step, options.schedule_steps, start,
          std::max(options.least_step, 100 / static_cast<double>(things))};
}

std::size_t hidden_units(const mlp::Shape& shape) {
  std::size_t units = 0;
  for (std::size_t layer = 1; layer < shape.layers(); ++layer) units += shape.units[layer];
  return units;
}

// The training between units and edges, and whether edges start from it.
void retrain(UnitResult& result, const EdgePruning& run, const PruningOperations& operations,
             const PruningOptions& options) {
  const PrunedNetwork& pruned = result.pruned;
  PrunedNetwork again =
      operations.train(pruned.network, pruned.mask, training_key(run, Phase::retraining, 1));
  result.retrained = options.as_released || again.accuracy >= options.least_accuracy;
  result.path.push_back({Phase::retraining, removed_percent(again.mask), true, again.accuracy,
                         result.retrained, again.mask.weights_kept()});
  result.edge_start = result.retrained ? std::move(again) : pruned;
}

}  // namespace

TrainingKey training_key(const EdgePruning& run, Phase phase, std::size_t attempt) {
  const auto unit_step = std::bit_cast<std::uint64_t>(run.unit_step),
             edge_step = std::bit_cast<std::uint64_t>(run.edge_step);
  const auto low = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits); };
  const auto high = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32); };
  const auto mixed = core::philox({low(unit_step), high(unit_step), low(edge_step), high(edge_step)},
                                  {static_cast<std::uint32_t>(attempt), static_cast<std::uint32_t>(phase)});
  return {run.seed, std::uint64_t{mixed[0]} << 32 | mixed[1]};
}

DenseResult train_dense(const DenseTraining& run, const PruningOperations& operations,
                        const PruningOptions& options) {
  const mlp::Network start = operations.start(run.seed);
  DenseResult result;
  result.dense =
      operations.train(start, mlp::full_mask(start.shape), training_key({run.seed, 0, 0}, Phase::dense, 1));
  result.path.push_back({Phase::dense, 0, true, result.dense.accuracy,
                         result.dense.accuracy >= options.least_accuracy, result.dense.mask.weights_kept()});
  return result;
}

UnitResult prune_units_stepwise(const UnitPruning& run, const DenseResult& dense,
                                const PruningOperations& operations, const PruningOptions& options) {
  if (run.unit_step == 0) return {dense.dense, dense.dense, false, {}};
  const EdgePruning key{run.seed, run.unit_step, 0};
  LayerScores scores;
  std::size_t scored_try = std::numeric_limits<std::size_t>::max();
  const Attempt attempt = [&](const PrunedNetwork& from, std::size_t from_try, double percent,
                              std::size_t number) {
    if (scored_try != from_try)
      scores = operations.score(from.network, from.mask, training_key(key, Phase::units, from_try));
    scored_try = from_try;
    return operations.train(from.network, prune_units(from.mask, scores, percent, options.unit_scale),
                            training_key(key, Phase::units, number));
  };
  const SearchPlan plan = plan_of(options, run.unit_step, 0, hidden_units(dense.dense.network.shape));
  Search search = search_percentage(plan, Phase::units, dense.dense, options.least_accuracy, attempt);
  UnitResult result{std::move(search.accepted), {}, false, std::move(search.path)};
  retrain(result, key, operations, options);
  return result;
}

EdgeResult prune_edges_stepwise(const EdgePruning& run, const UnitResult& units,
                                const PruningOperations& operations, const PruningOptions& options) {
  const PrunedNetwork& start = units.edge_start;
  const Attempt attempt = [&](const PrunedNetwork& from, std::size_t, double percent, std::size_t number) {
    return operations.train(from.network, prune_weights(from.mask, from.network, percent),
                            training_key(run, Phase::edges, number));
  };
  const SearchPlan plan =
      plan_of(options, run.edge_step, removed_percent(start.mask), start.mask.shape.weights());
  Search search = search_percentage(plan, Phase::edges, start, options.least_accuracy, attempt);
  return {std::move(search.accepted), search.accepted_try > 0, std::move(search.path)};
}

GridResult grid_result(const EdgePruning& run, const EdgeResult& result, const PruningOptions& options) {
  return {run.unit_step, run.edge_step, result.pruned.mask.weights_kept(),
          options.as_released || result.pruned.accuracy >= options.least_accuracy};
}

}  // namespace netseam::sculpt
