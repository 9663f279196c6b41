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

/// The finished pieces of one network as they were read, one for each unit step.
struct PackedPieces {
  std::vector<std::vector<std::byte>> bytes;
  std::vector<std::string> file;
};

bool same_edges(const data::LayeredNetwork& a, const data::LayeredNetwork& b) {
  const auto same_edge = [](const data::LayerEdge& x, const data::LayerEdge& y) {
    return x.source == y.source && x.target == y.target;
  };
  return std::ranges::equal(
      a.edge, b.edge, [&](const auto& x, const auto& y) { return std::ranges::equal(x, y, same_edge); });
}

/// Adds a network unless it is the chosen one or there already.
void add_tied(GridNetwork& grid, data::LayeredNetwork network) {
  const auto same = [&](const data::LayeredNetwork& other) { return same_edges(network, other); };
  if (!same(grid.chosen.network) && std::ranges::none_of(grid.tied, same))
    grid.tied.push_back(std::move(network));
}

/// Where an outcome is.
struct OutcomePlace {
  std::size_t piece = 0, edge_step = 0;
};

/// Adds the outcomes of all pieces to a network, and tells where they are.
std::vector<OutcomePlace> add_outcomes(data::SculptedNetwork& network, const PackedPieces& pieces) {
  std::vector<OutcomePlace> place;
  for (std::size_t p = 0; p < pieces.bytes.size(); ++p) {
    const auto outcomes = unpack_outcomes(pieces.bytes[p], pieces.file[p]);
    for (std::size_t e = 0; e < outcomes.size(); ++e) place.push_back({p, e});
    network.outcome.insert(network.outcome.end(), outcomes.begin(), outcomes.end());
  }
  return place;
}

/// Marks the densest pruned outcome and those that tie with it.
sculpt::GridChoice mark_choice(std::vector<data::PruningOutcome>& outcomes) {
  std::vector<sculpt::GridResult> grid;
  for (const auto& outcome : outcomes)
    grid.push_back({outcome.unit_step, outcome.edge_step, outcome.weights_left, outcome.reached});
  const sculpt::GridChoice choice = sculpt::densest_pruned(grid);
  for (const std::size_t tied : choice.tied) outcomes[tied].tied = choice.tied.size() > 1;
  outcomes[choice.winner].chosen = true;
  return choice;
}

/// The densest pruned outcome of a network. `separable`: its inputs should fall into groups.
GridNetwork chosen_network(const NetworkPlan& plan, bool separable, const PackedPieces& pieces) {
  GridNetwork result;
  data::SculptedNetwork& chosen = result.chosen;
  chosen.width = plan.width;
  chosen.depth = plan.depth;
  chosen.seed = plan.seed;
  chosen.weights = plan.shape.weights();
  const auto place = add_outcomes(chosen, pieces);
  const auto choice = mark_choice(chosen.outcome);
  const auto [p, e] = place[choice.winner];
  auto piece = unpack_piece(pieces.bytes[p], pieces.file[p]);
  chosen.dense_accuracy = piece.dense_accuracy;
  chosen.network = std::move(piece.edges[e].network);
  chosen.network.name = fmt::format("{} seed {}", fmt::join(plan.shape.units, "-"), plan.seed);
  chosen.path = std::move(piece.path);
  chosen.path.insert(chosen.path.end(), piece.edges[e].path.begin(), piece.edges[e].path.end());
  chosen.product = {std::move(piece.dense_product), std::move(piece.edges[e].product)};
  if (separable)
    for (const auto& product : chosen.product) add_tests(product, plan.shape, chosen.test);
  for (const std::size_t tied : choice.tied) {
    const auto [from, step] = place[tied];
    add_tied(result, unpack_edges(pieces.bytes[from], pieces.file[from], step).network);
  }
  return result;
}

}  // namespace

std::size_t sculpt_pieces(const Config& config) {
  const SculptConfig& sculpt = config.sculpt;
  return sculpt.depths.size() * sculpt.widths.size() * sculpt.grid.seeds.size() *
         sculpt.grid.unit_steps.size();
}

std::optional<std::vector<GridNetwork>> sculpt_networks(const SculptRun& run, const NamedTask& task) {
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
    std::vector<GridNetwork> networks;
    for (std::size_t n = 0; n < plans.size(); ++n) {
      PackedPieces pieces;
      for (std::size_t u = 0; u < steps; ++u) {
        pieces.bytes.push_back(shards.read(n * steps + u));
        pieces.file.push_back(shards.file_of(n * steps + u));
      }
      networks.push_back(chosen_network(plans[n], separable, pieces));
    }
    return networks;
  });
}

}  // namespace netseam::pipeline
