#include "sculpt_grid.hpp"

#include "open_records.hpp"
#include "sculpt_piece.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/sculpt/edge_weight_products.hpp"
#include "netseam/sculpt/pruning_grid.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace netseam::pipeline {
namespace {

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

/// For every group of inputs, whether it reaches its outputs more than others; value: inputs x outputs.
void add_tests(const data::WeightProducts& product, const mlp::Shape& shape,
               std::vector<data::ProductTest>& tests) {
  const auto groups = sculpt::separable_groups();
  const auto found = sculpt::separability_tests({shape.inputs(), shape.outputs(), product.value}, groups);
  for (std::size_t g = 0; g < groups.size(); ++g)
    tests.push_back({product.state,
                     fmt::format("inputs {}; outputs {}", fmt::join(groups[g].inputs, ", "),
                                 fmt::join(groups[g].outputs, ", ")),
                     found[g].t, found[g].freedom, found[g].p});
}

/// The densest pruned outcome of a network. `separable`: its inputs should fall into groups.
data::SculptedNetwork chosen_network(const NetworkPlan& plan, bool separable,
                                     std::vector<SculptPiece> pieces) {
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
  result.product = {std::move(piece.dense_product), std::move(edges.product)};
  if (separable)
    for (const auto& product : result.product) add_tests(product, plan.shape, result.test);
  return result;
}

}  // namespace

std::size_t sculpt_pieces(const Config& config) {
  const SculptConfig& sculpt = config.sculpt;
  return sculpt.depths.size() * sculpt.widths.size() * sculpt.grid.seeds.size() *
         sculpt.grid.unit_steps.size();
}

std::optional<std::vector<data::SculptedNetwork>> sculpt_networks(const SculptRun& run,
                                                                  const NamedTask& task) {
  const auto& unit_steps = run.config.sculpt.grid.unit_steps;
  const auto table = parallel::agree(run.communicator, [&] { return TrainingTable(run.config); });
  const auto plans = plan_networks(run.config, task.data.training);
  const PieceMeans means{run.config, task, table, run.backend, run.stop};
  const bool separable = task.family == tasks::BooleanFamily::input_separable;
  const std::size_t steps = unit_steps.size(), total = plans.size() * steps;
  RecordShards shards(run.communicator, run.shards, run.shard_key, {0, total});
  const auto do_one = [&](std::size_t index) -> std::optional<std::vector<std::byte>> {
    const auto piece = do_piece(means, plans[index / steps], unit_steps[index % steps]);
    return piece ? std::optional(pack_piece(*piece)) : std::nullopt;
  };
  const RecordRun how{run.communicator, run.config.run.ranks_per_node, run.stop, run.log,
                      "pieces of the grid"};
  if (!do_open_records(how, shards, total,
                       {[&](std::size_t index) { return plans[index / steps].shape.weights(); }, do_one}))
    return std::nullopt;
  return parallel::agree(run.communicator, [&] {
    std::vector<data::SculptedNetwork> networks;
    for (std::size_t n = 0; n < plans.size(); ++n) {
      std::vector<SculptPiece> pieces;
      for (std::size_t u = 0; u < steps; ++u)
        pieces.push_back(unpack_piece(shards.read(n * steps + u), shards.file_of(n * steps + u)));
      networks.push_back(chosen_network(plans[n], separable, std::move(pieces)));
    }
    return networks;
  });
}

}  // namespace netseam::pipeline
