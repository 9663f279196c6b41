#include "sculpt_piece.hpp"

#include "task_loss.hpp"

#include "netseam/mlp/training.hpp"
#include "netseam/sculpt/edge_weight_products.hpp"
#include "netseam/sculpt/network_operations.hpp"
#include "netseam/sculpt/pruning_run.hpp"

namespace netseam::pipeline {
namespace {

/// More products of inputs and outputs than this are not kept.
constexpr std::size_t most_products = 4096;

mlp::TrainingOptions training_options(const Config& config, const tasks::Task& task,
                                      const TrainingPlan& plan) {
  mlp::TrainingOptions options;
  options.loss = loss_of(task.loss);
  options.epochs = plan.epochs;
  options.batch = plan.batch;
  options.learning_rate = plan.learning_rate;
  options.weight_decay = config.sculpt.weight_decay;
  options.input_noise = config.sculpt.input_noise;
  options.with_training_loss = false;
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

data::WeightProducts products_of(const char* state, const sculpt::PrunedNetwork& pruned) {
  const mlp::Shape& shape = pruned.network.shape;
  data::WeightProducts products{state, {}, {}};
  if (shape.inputs() <= most_products / shape.outputs())
    products.value = sculpt::edge_weight_products(pruned.network, pruned.mask).value;
  for (std::size_t layer = 1; layer < shape.layers(); ++layer)
    products.carrying.push_back(
        sculpt::units_carrying(sculpt::edge_weight_products(pruned.network, pruned.mask, layer)));
  return products;
}

sculpt::PruningOptions pruning_options(const Config& config) {
  sculpt::PruningOptions options;
  options.least_accuracy = config.sculpt.accuracy;
  options.unit_scale = config.sculpt.scale;
  options.schedule = config.sculpt.schedule;
  options.schedule_steps = config.sculpt.schedule_steps;
  options.least_step = config.sculpt.least_step;
  options.as_released = config.sculpt.as_released;
  return options;
}

SculptPiece whole_piece(const Config& config, const NetworkPlan& plan, double unit_step,
                        const sculpt::PruningOperations& operations) {
  const sculpt::PruningOptions options = pruning_options(config);
  const auto dense = sculpt::train_dense({plan.seed}, operations, options);
  const auto units = sculpt::prune_units_stepwise({plan.seed, unit_step}, dense, operations, options);
  SculptPiece piece;
  piece.dense_accuracy = dense.dense.accuracy;
  piece.dense_product = products_of("dense", dense.dense);
  add_steps(piece.path, dense.path);
  add_steps(piece.path, units.path);
  for (const double edge_step : config.sculpt.grid.edge_steps) {
    const sculpt::EdgePruning run{plan.seed, unit_step, edge_step};
    const auto edges = sculpt::prune_edges_stepwise(run, units, operations, options);
    const auto result = sculpt::grid_result(run, edges, options);
    piece.edges.push_back({{unit_step, edge_step, result.weights_kept, edges.pruned.accuracy, result.reached,
                            false, false, edges.pruned.rows_right},
                           edges_left(edges.pruned),
                           {},
                           products_of("pruned", edges.pruned)});
    add_steps(piece.edges.back().path, edges.path);
  }
  return piece;
}

}  // namespace

std::optional<SculptPiece> do_piece(const PieceMeans& means, const NetworkPlan& plan, double unit_step) {
  const tasks::Task &training = means.task.data.training, &test = means.task.data.test;
  const mlp::Examples trained{training.input_view(), training.target_view()},
      tested{test.input_view(), test.target_view()};
  const auto operations = sculpt::network_operations(
      plan.shape, {trained, tested, tested},
      training_options(means.config, training, means.table.plan(means.task.name, plan.shape.units)),
      means.config.sculpt.score, &means.backend, [&means] { return !means.stop.requested(); });
  try {
    return whole_piece(means.config, plan, unit_step, operations);
  } catch (const sculpt::TrainingStopped&) {
    return std::nullopt;
  }
}

}  // namespace netseam::pipeline
