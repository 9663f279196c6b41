#include "made_network.hpp"

#include "netseam/core/error.hpp"
#include "netseam/sculpt/pruning_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

using namespace netseam;
using sculpt::Phase;

namespace {

// Trainings that are not: a network is as good as the units and weights that are left of it. Unit u of hidden
// layer l is worth importance(l, u), a weight its size.
struct MadeTraining {
  mlp::Shape shape{{3, 6, 5, 2}};
  double least_importance = 8;      // every unit of at least this must be left
  float least_size = 0.7F;          // and every weight of at least this between them, inputs and outputs
  std::set<std::uint64_t> failing;  // keys of trainings that fail
  bool always_fails = false;
  float moved = 0;  // how far a training moves weights, by its key
  std::map<std::pair<std::uint64_t, std::uint64_t>, int> trainings;
  int scorings = 0;

  static double importance(std::size_t layer, std::size_t unit) {
    return static_cast<double>((layer * 6 + unit) * 7 % 11 + 1);
  }
  [[nodiscard]] bool needed(std::size_t layer, std::size_t unit) const {  // of unit layers
    return layer == 0 || layer + 1 == shape.units.size() || importance(layer - 1, unit) >= least_importance;
  }
  [[nodiscard]] bool good(const mlp::Network& network, const mlp::Mask& mask) const {
    for (std::size_t layer = 0; layer < shape.layers(); ++layer)
      for (std::size_t target = 0; target < shape.units[layer + 1]; ++target)
        for (std::size_t source = 0; source < shape.units[layer]; ++source) {
          const std::size_t edge = target * shape.units[layer] + source;
          if (needed(layer, source) && needed(layer + 1, target) && mask.kept[layer][edge] == 0 &&
              std::abs(start_network().weights(layer)[edge]) >= least_size)
            return false;
        }
    return network.shape == mask.shape;
  }
  [[nodiscard]] mlp::Network start_network() const { return made_network(shape.units, 3); }

  sculpt::PruningOperations operations() {
    sculpt::PruningOperations operations;
    operations.start = [this](std::uint64_t) { return start_network(); };
    operations.train = [this](const mlp::Network& start, const mlp::Mask& mask,
                              const sculpt::TrainingKey& key) {
      ++trainings[{key.seed, key.unit}];
      sculpt::PrunedNetwork result{start, mask, 1};
      core::RandomStream random(key.seed, key.unit, core::Purpose::test);
      for (float& value : result.network.parameter) value += moved * static_cast<float>(random.uniform());
      mlp::apply_mask(mask, result.network);
      if (always_fails || failing.contains(key.unit) || !good(result.network, mask)) result.accuracy = 0.75;
      return result;
    };
    operations.score = [this](const mlp::Network&, const mlp::Mask& mask, const sculpt::TrainingKey&) {
      ++scorings;
      sculpt::LayerScores scores;
      for (std::size_t layer = 0; layer + 1 < shape.layers(); ++layer) {
        scores.emplace_back();
        for (std::size_t unit = 0; unit < shape.units[layer + 1]; ++unit)
          scores.back().push_back(sculpt::unit_removed(mask, layer, unit) ? 0 : importance(layer, unit));
      }
      return scores;
    };
    return operations;
  }
};

}  // namespace

TEST_CASE("units go until the first that is needed, edges until the first that is needed", "[serial]") {
  for (const double unit_step : {5.0, 25.0, 70.0})
    for (const double edge_step : {0.5, 2.5, 20.0}) {
      MadeTraining made;
      const auto operations = made.operations();
      const auto dense = sculpt::train_dense({1}, operations, {});
      const auto units = sculpt::prune_units_stepwise({1, unit_step}, dense, operations, {});
      for (std::size_t layer = 0; layer < 2; ++layer)
        for (std::size_t unit = 0; unit < made.shape.units[layer + 1]; ++unit)
          REQUIRE(sculpt::unit_removed(units.pruned.mask, layer, unit) == !made.needed(layer + 1, unit));
      REQUIRE(units.retrained);
      REQUIRE(units.path.back().phase == Phase::retraining);
      const auto edges = sculpt::prune_edges_stepwise({1, unit_step, edge_step}, units, operations, {});
      REQUIRE(edges.any_accepted);
      REQUIRE(edges.pruned.accuracy == 1);
      const auto start = made.start_network();
      for (std::size_t layer = 0; layer < 3; ++layer)
        for (std::size_t i = 0; i < edges.pruned.mask.kept[layer].size(); ++i) {
          const std::size_t source = i % made.shape.units[layer], target = i / made.shape.units[layer];
          const bool there = made.needed(layer, source) && made.needed(layer + 1, target) &&
                             std::abs(start.weights(layer)[i]) >= made.least_size;
          REQUIRE((edges.pruned.mask.kept[layer][i] != 0) == there);
        }
    }
}

TEST_CASE("refusals halve steps down to the least step and no further", "[serial]") {
  MadeTraining made;
  const auto operations = made.operations();
  sculpt::PruningOptions options;
  options.least_step = 3;
  const auto dense = sculpt::train_dense({1}, operations, options);
  const auto units = sculpt::prune_units_stepwise({1, 25}, dense, operations, options);
  const auto edges = sculpt::prune_edges_stepwise({1, 25, 20}, units, operations, options);
  double accepted = sculpt::removed_percent(units.edge_start.mask), last = 0;
  for (const auto& step : edges.path) {
    last = step.percent - accepted;
    REQUIRE(last >= 3 - 1e-9);
    if (step.accepted) accepted = step.percent;
  }
  REQUIRE_FALSE(edges.path.back().accepted);
  REQUIRE(last == Approx(3));
}

TEST_CASE("the path tells every training, its percentage, and what was left", "[serial]") {
  MadeTraining made;
  const auto operations = made.operations();
  const auto dense = sculpt::train_dense({1}, operations, {});
  REQUIRE((dense.path.size() == 1 && dense.path[0].accepted &&
           dense.path[0].weights_left == made.shape.weights()));
  const auto units = sculpt::prune_units_stepwise({1, 30}, dense, operations, {});
  const auto edges = sculpt::prune_edges_stepwise({1, 30, 10}, units, operations, {});
  // 11 units, of which 7 are not needed (importance 1 .. 7): a percentage q of them removes floor(q / 10)
  // + 1. 30: 4, 60: 7, 90: 10 refused, 75: 8 refused, 67.5: 7, and so on to steps of 100 / 11
  REQUIRE(units.path.size() > 6);
  const std::vector<double> first{30, 60, 90, 75, 69.0 + 1.0 / 11};  // 60 + max(7.5, 100 / 11)
  const std::vector<bool> accepted{true, true, false, false, true};
  for (std::size_t i = 0; i < first.size(); ++i) {
    REQUIRE(units.path[i].percent == Approx(first[i]).epsilon(1e-12));
    REQUIRE(units.path[i].accepted == accepted[i]);
    REQUIRE(units.path[i].accuracy == (accepted[i] ? 1 : 0.75));
  }
  std::size_t left = made.shape.weights();
  double percent = 0;
  for (const auto* path : {&units.path, &edges.path})
    for (const auto& step : *path) {
      REQUIRE(step.trained == (step.percent < 100));
      REQUIRE((step.trained || !step.accepted));
      if (!step.accepted) continue;
      REQUIRE(step.weights_left <= left);
      left = step.weights_left;
      if (step.phase == Phase::edges) REQUIRE(step.percent > percent);
      percent = step.phase == Phase::edges ? step.percent : 0;
    }
  REQUIRE(edges.pruned.mask.weights_kept() == left);
  // edge percentages begin at what unit pruning has removed
  REQUIRE(edges.path.front().percent == Approx(sculpt::removed_percent(units.pruned.mask) + 10));
}

TEST_CASE("over a grid nothing is trained twice, and any order gives the same bytes", "[serial]") {
  const sculpt::PruningGrid grid{{1, 7}, {10, 40}, {1, 4, 30}};
  const auto whole = [&](MadeTraining& made, bool backwards) {
    const auto operations = made.operations();
    std::map<sculpt::DenseTraining, sculpt::DenseResult> dense;
    std::map<sculpt::UnitPruning, sculpt::UnitResult> units;
    std::map<sculpt::EdgePruning, sculpt::EdgeResult> edges;
    auto first = sculpt::dense_trainings(grid);
    auto second = sculpt::unit_prunings(grid);
    auto third = sculpt::edge_prunings(grid);
    if (backwards) {
      std::ranges::reverse(first);
      std::ranges::reverse(second);
      std::ranges::reverse(third);
    }
    for (const auto& run : first) dense[run] = sculpt::train_dense(run, operations, {});
    for (const auto& run : second)
      units[run] = sculpt::prune_units_stepwise(run, dense.at({run.seed}), operations, {});
    for (const auto& run : third)
      edges[run] = sculpt::prune_edges_stepwise(run, units.at({run.seed, run.unit_step}), operations, {});
    std::size_t trained = 0;
    const auto count = [&](const auto& results) {
      for (const auto& [run, result] : results)
        trained += static_cast<std::size_t>(std::ranges::count_if(result.path, &sculpt::PathStep::trained));
    };
    count(dense);
    count(units);
    count(edges);
    REQUIRE(made.trainings.size() == trained);  // as many keys as steps
    for (const auto& [key, times] : made.trainings) REQUIRE(times == 1);
    return edges;
  };
  MadeTraining forwards_training, backwards_training;
  forwards_training.moved = backwards_training.moved = 0.01F;
  const auto forwards = whole(forwards_training, false), backwards = whole(backwards_training, true);
  REQUIRE(forwards.size() == 12);
  for (const auto& [run, result] : forwards) {
    REQUIRE(result.pruned.network.parameter == backwards.at(run).pruned.network.parameter);
    REQUIRE(result.pruned.mask.kept == backwards.at(run).pruned.mask.kept);
  }
  REQUIRE(forwards_training.trainings == backwards_training.trainings);
}

TEST_CASE("an accepted network is scored once", "[serial]") {
  MadeTraining made;
  const auto operations = made.operations();
  const auto units =
      sculpt::prune_units_stepwise({1, 30}, sculpt::train_dense({1}, operations, {}), operations, {});
  std::set<std::size_t> bases;  // tries that another try started from
  std::size_t base = 0;
  for (std::size_t i = 0; i + 1 < units.path.size(); ++i) {
    if (units.path[i].trained) bases.insert(base);
    if (units.path[i].accepted) base = i + 1;
  }
  REQUIRE(made.scorings == static_cast<int>(bases.size()));
}

TEST_CASE("where nothing is accepted the dense network is the result", "[serial]") {
  MadeTraining made;
  made.always_fails = true;
  const auto operations = made.operations();
  const auto dense = sculpt::train_dense({1}, operations, {});
  REQUIRE_FALSE(dense.path[0].accepted);
  const auto units = sculpt::prune_units_stepwise({1, 30}, dense, operations, {});
  REQUIRE(units.pruned.network.parameter == dense.dense.network.parameter);
  REQUIRE_FALSE(units.retrained);
  const sculpt::EdgePruning run{1, 30, 2};
  const auto edges = sculpt::prune_edges_stepwise(run, units, operations, {});
  REQUIRE_FALSE(edges.any_accepted);
  REQUIRE(edges.pruned.network.parameter == dense.dense.network.parameter);
  REQUIRE(edges.pruned.mask.weights_kept() == made.shape.weights());
  REQUIRE_FALSE(sculpt::grid_result(run, edges, {}).reached);
}

TEST_CASE("a retrained network that fails makes way, but not as released", "[serial]") {
  MadeTraining made;
  made.moved = 0.01F;
  made.least_size = 0;  // no edge between needed units can go
  const sculpt::EdgePruning run{1, 30, 2};
  made.failing.insert(sculpt::training_key({1, 30, 0}, Phase::retraining, 1).unit);
  const auto operations = made.operations();
  const auto dense = sculpt::train_dense({1}, operations, {});
  const auto units = sculpt::prune_units_stepwise({1, 30}, dense, operations, {});
  REQUIRE_FALSE(units.path.back().accepted);
  const auto edges = sculpt::prune_edges_stepwise(run, units, operations, {});
  REQUIRE_FALSE(edges.any_accepted);
  REQUIRE(edges.pruned.accuracy == 1);
  REQUIRE(edges.pruned.network.parameter == units.pruned.network.parameter);
  REQUIRE(sculpt::grid_result(run, edges, {}).reached);

  sculpt::PruningOptions released;
  released.as_released = true;
  const auto released_units = sculpt::prune_units_stepwise({1, 30}, dense, operations, released);
  REQUIRE(released_units.pruned.network.parameter == units.pruned.network.parameter);
  const auto released_edges = sculpt::prune_edges_stepwise(run, released_units, operations, released);
  REQUIRE_FALSE(released_edges.any_accepted);
  REQUIRE(released_edges.pruned.accuracy == 0.75);  // nobody looked
  REQUIRE(released_edges.pruned.network.parameter != units.pruned.network.parameter);
  REQUIRE(sculpt::grid_result(run, released_edges, released).reached);
}

TEST_CASE("a unit step of 0 prunes edges of the dense network", "[serial]") {
  MadeTraining made;
  const auto operations = made.operations();
  const auto dense = sculpt::train_dense({1}, operations, {});
  const auto units = sculpt::prune_units_stepwise({1, 0}, dense, operations, {});
  REQUIRE((units.path.empty() && made.trainings.size() == 1 && made.scorings == 0));
  const auto edges = sculpt::prune_edges_stepwise({1, 0, 5}, units, operations, {});
  REQUIRE(edges.path.front().percent == 5);
  REQUIRE(edges.pruned.mask.weights_kept() < made.shape.weights());
}

TEST_CASE("keys of trainings differ in every argument", "[serial]") {
  std::set<std::uint64_t> units;
  for (const double unit_step : {0.0, 5.0, 10.0, 0.1, 70.0})
    for (const double edge_step : {0.0, 0.5, 5.0, 10.0})
      for (const auto phase : {Phase::dense, Phase::units, Phase::retraining, Phase::edges})
        for (std::size_t attempt = 0; attempt < 50; ++attempt)
          units.insert(sculpt::training_key({1, unit_step, edge_step}, phase, attempt).unit);
  REQUIRE(units.size() == 5 * 4 * 4 * 50);
  REQUIRE(sculpt::training_key({9, 5, 1}, Phase::edges, 2).seed == 9);
}

TEST_CASE("a network without hidden units has none to prune", "[serial]") {
  MadeTraining made;
  made.shape = {{3, 2}};
  const auto operations = made.operations();
  const auto dense = sculpt::train_dense({1}, operations, {});
  REQUIRE_THROWS_AS(sculpt::prune_units_stepwise({1, 5}, dense, operations, {}), core::InternalError);
}
