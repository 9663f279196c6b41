#pragma once
#include "netseam/data/layered_network.hpp"
#include "netseam/data/success_rates.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace netseam::data {

/// One training on the way from a dense network to a pruned one.
struct PruningStep {
  std::string phase;    // "dense", "units", "retraining", "edges"
  double percent = 0;   // removed: of the hidden units (units), else of the weights
  bool trained = true;  // 100 per cent and more are refused without a training
  double accuracy = 0;  // 0 to 1; NaN without a training
  bool accepted = false;
  std::size_t weights_left = 0;  // in the network that was tried
};

/// What one pair of step sizes gave.
struct PruningOutcome {
  double unit_step = 0, edge_step = 0;  // per cent
  std::size_t weights_left = 0;
  double accuracy = 0;
  bool reached = false;  // the accuracy that was asked for
  bool chosen = false;   // as the densest pruned
  bool tied = false;     // with the chosen one, which has as few weights
  double rows_right = std::numeric_limits<double>::quiet_NaN();  // share of rows right in all outputs; NaN =
                                                                 // not known, in files of before
};

/// Products of the sizes of weights along paths from inputs to outputs, of one state of a network.
struct WeightProducts {
  std::string state;          // "dense" or "pruned"
  std::vector<double> value;  // inputs x outputs, row-major; empty where they would be too many to keep
  /// Of every hidden layer, how many units carry 90 % of the products that leave it for the outputs.
  std::vector<std::size_t> carrying;
};

/// Welch's test of whether the products from a group of inputs to foreign outputs are less than those to its
/// own.
struct ProductTest {
  std::string state;  // of the network: "dense" or "pruned"
  std::string group;  // such as "inputs 0, 1; outputs 0, 1"
  double statistic = 0, degrees = 0, p = 1;
};

/// A network that was trained and pruned over a grid of step sizes: the densest pruned outcome.
struct SculptedNetwork {
  LayeredNetwork network;            // what is left, with its weights; named like "4-24-24-16 seed 0"
  std::size_t width = 0, depth = 0;  // units of a hidden layer, hidden layers
  std::uint64_t seed = 0;
  std::size_t weights = 0;  // of the dense network
  double dense_accuracy = 0;
  std::vector<PruningOutcome> outcome;  // of every pair of steps
  std::vector<PruningStep> path;        // of the chosen one, the dense training first
  std::vector<HierarchyPart> part;      // of the success rule of its function; empty where it has none
  std::vector<WeightProducts> product;  // dense, then pruned
  std::vector<ProductTest> test;        // of functions whose inputs separate; empty for others
};

/// All networks of one task.
struct SculptedNetworks {
  std::string task, rule;  // rule: of success; empty where there is none
  std::vector<SculptedNetwork> network;
  std::vector<PartRate> rate;
};

}  // namespace netseam::data
