#include "sculpt_grid.hpp"

#include "sculpt_record.hpp"

#include "netseam/mlp/training.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/grouped_work.hpp"
#include "netseam/parallel/progress.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/sculpt/network_operations.hpp"
#include "netseam/sculpt/pruning_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace netseam::pipeline {
namespace {

/// One network of a task.
struct NetworkPlan {
  std::size_t width = 0, depth = 0;
  std::uint64_t seed = 0;
  mlp::Shape shape;
};

std::vector<NetworkPlan> plan_networks(const Config& config, const tasks::Task& task) {
  std::vector<NetworkPlan> plans;
  for (const std::size_t depth : config.sculpt.depths)
    for (const std::size_t width : config.sculpt.widths)
      for (const std::uint64_t seed : config.sculpt.grid.seeds) {
        NetworkPlan plan{width, depth, seed, {}};
        plan.shape.units.assign(depth + 2, width);
        plan.shape.units.front() = task.inputs;
        plan.shape.units.back() = task.outputs;
        plans.push_back(std::move(plan));
      }
  return plans;
}

mlp::TrainingOptions training_options(const Config& config, const tasks::Task& task,
                                      const TrainingPlan& plan) {
  mlp::TrainingOptions options;
  options.loss = task.loss == tasks::FittingLoss::binary_cross_entropy ? mlp::Loss::binary_cross_entropy
                 : task.loss == tasks::FittingLoss::cross_entropy      ? mlp::Loss::cross_entropy
                                                                       : mlp::Loss::squared_error;
  options.epochs = plan.epochs;
  options.batch = plan.batch;
  options.learning_rate = plan.learning_rate;
  options.weight_decay = config.sculpt.weight_decay;
  options.input_noise = config.sculpt.input_noise;
  return options;
}

const char* phase_name(sculpt::Phase phase) {
  switch (phase) {
    case sculpt::Phase::dense:
      return "dense";
    case sculpt::Phase::units:
      return "units";
    case sculpt::Phase::retraining:
      return "retraining";
    case sculpt::Phase::edges:
      break;
  }
  return "edges";
}

void add_steps(std::vector<data::PruningStep>& path, const std::vector<sculpt::PathStep>& steps) {
  for (const auto& step : steps)
    path.push_back({phase_name(step.phase), step.percent, step.trained, step.accuracy, step.accepted,
                    step.weights_left});
}

data::LayeredNetwork edges_left(const sculpt::PrunedNetwork& pruned) {
  data::LayeredNetwork network{"", pruned.network.shape.units, {}};
  for (std::size_t l = 0; l < pruned.network.shape.layers(); ++l) {
    const std::size_t inputs = network.units[l], outputs = network.units[l + 1];
    const auto weights = pruned.network.weights(l);
    network.edge.emplace_back();
    for (std::size_t source = 0; source < inputs; ++source)
      for (std::size_t target = 0; target < outputs; ++target)
        if (pruned.mask.kept[l][target * inputs + source] != 0)
          network.edge.back().push_back({static_cast<std::uint32_t>(source),
                                         static_cast<std::uint32_t>(target),
                                         weights[target * inputs + source]});
  }
  return network;
}

/// The work of one network and one unit step.
SculptPiece do_piece(const Config& config, const SculptTask& task, const TrainingTable& table,
                     const NetworkPlan& plan, double unit_step) {
  const mlp::Examples examples{task.data.input_view(), task.data.target_view()};
  const auto operations = sculpt::network_operations(
      plan.shape, {examples, examples, examples},
      training_options(config, task.data, table.plan(task.name, plan.shape.units)), config.sculpt.score);
  sculpt::PruningOptions options;
  options.least_accuracy = config.sculpt.accuracy;
  options.unit_scale = config.sculpt.scale;
  options.schedule = config.sculpt.schedule;
  options.schedule_steps = config.sculpt.schedule_steps;
  options.as_released = config.sculpt.as_released;
  const auto dense = sculpt::train_dense({plan.seed}, operations, options);
  const auto units = sculpt::prune_units_stepwise({plan.seed, unit_step}, dense, operations, options);
  SculptPiece piece;
  piece.dense_accuracy = dense.dense.accuracy;
  add_steps(piece.path, dense.path);
  add_steps(piece.path, units.path);
  for (const double edge_step : config.sculpt.grid.edge_steps) {
    const sculpt::EdgePruning run{plan.seed, unit_step, edge_step};
    const auto edges = sculpt::prune_edges_stepwise(run, units, operations, options);
    const auto result = sculpt::grid_result(run, edges, options);
    piece.edges.push_back(
        {{unit_step, edge_step, result.weights_kept, edges.pruned.accuracy, result.reached, false, false},
         edges_left(edges.pruned),
         {}});
    add_steps(piece.edges.back().path, edges.path);
  }
  return piece;
}

/// The densest pruned outcome of a network.
data::SculptedNetwork chosen_network(const NetworkPlan& plan, std::vector<SculptPiece> pieces) {
  data::SculptedNetwork result;
  result.width = plan.width;
  result.depth = plan.depth;
  result.seed = plan.seed;
  result.weights = plan.shape.weights();
  std::vector<sculpt::GridResult> grid;
  std::vector<std::pair<std::size_t, std::size_t>> place;  // piece, edge step
  for (std::size_t p = 0; p < pieces.size(); ++p)
    for (std::size_t e = 0; e < pieces[p].edges.size(); ++e) {
      const auto& outcome = pieces[p].edges[e].outcome;
      grid.push_back({outcome.unit_step, outcome.edge_step, outcome.weights_left, outcome.reached});
      place.emplace_back(p, e);
      result.outcome.push_back(outcome);
    }
  const sculpt::GridChoice choice = sculpt::densest_pruned(grid);
  for (const std::size_t tied : choice.tied) result.outcome[tied].tied = choice.tied.size() > 1;
  result.outcome[choice.winner].chosen = true;
  auto& piece = pieces[place[choice.winner].first];
  auto& edges = piece.edges[place[choice.winner].second];
  result.dense_accuracy = piece.dense_accuracy;
  result.network = std::move(edges.network);
  result.network.name = fmt::format("{} seed {}", fmt::join(plan.shape.units, "-"), plan.seed);
  result.path = std::move(piece.path);
  result.path.insert(result.path.end(), edges.path.begin(), edges.path.end());
  return result;
}

/// Pieces that are not in the shards, those that take longest first.
std::vector<std::size_t> open_pieces(const RecordShards& shards, const std::vector<NetworkPlan>& plans,
                                     std::size_t steps) {
  std::vector<std::size_t> open;
  for (std::size_t index = 0; index < plans.size() * steps; ++index)
    if (!shards.has(index)) open.push_back(index);
  std::ranges::stable_sort(open, std::greater{},
                           [&](std::size_t index) { return plans[index / steps].shape.weights(); });
  return open;
}

}  // namespace

std::size_t sculpt_pieces(const Config& config) {
  const SculptConfig& sculpt = config.sculpt;
  return sculpt.depths.size() * sculpt.widths.size() * sculpt.grid.seeds.size() *
         sculpt.grid.unit_steps.size();
}

std::optional<std::vector<data::SculptedNetwork>> sculpt_networks(const SculptRun& run,
                                                                  const SculptTask& task) {
  const auto& unit_steps = run.config.sculpt.grid.unit_steps;
  const auto table = parallel::agree(run.communicator, [&] { return TrainingTable(run.config); });
  const auto plans = plan_networks(run.config, task.data);
  const std::size_t steps = unit_steps.size(), total = plans.size() * steps;
  RecordShards shards(run.communicator, run.shards, run.shard_key, {0, total});
  const auto open = open_pieces(shards, plans, steps);
  bool complete = true;
  if (!open.empty()) {
    parallel::GroupedWork groups(run.communicator, {open.size(), 1, run.config.run.ranks_per_node});
    const std::size_t before = total - open.size();
    parallel::Progress progress(run.log, "pieces of the grid", total, before);
    complete = groups.run(
        [&](std::size_t item) {
          const std::size_t index = open[item];
          shards.add(index, pack_piece(do_piece(run.config, task, table, plans[index / steps],
                                                unit_steps[index % steps])));
          return true;
        },
        run.stop, [&](std::size_t done) { progress.update(before + done); });
    progress.finish();
  }
  parallel::agree(run.communicator, [&] { shards.close(); });
  if (!complete) return std::nullopt;
  shards.scan();
  return parallel::agree(run.communicator, [&] {
    std::vector<data::SculptedNetwork> networks;
    for (std::size_t n = 0; n < plans.size(); ++n) {
      std::vector<SculptPiece> pieces;
      for (std::size_t u = 0; u < steps; ++u)
        pieces.push_back(unpack_piece(shards.read(n * steps + u), shards.file_of(n * steps + u)));
      networks.push_back(chosen_network(plans[n], std::move(pieces)));
    }
    return networks;
  });
}

}  // namespace netseam::pipeline
