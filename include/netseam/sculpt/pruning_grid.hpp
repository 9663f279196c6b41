#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::sculpt {

/// Work of one seed that others build on: the training of the dense network.
struct DenseTraining {
  std::uint64_t seed = 1;
  friend auto operator<=>(const DenseTraining&, const DenseTraining&) = default;
};

/// Unit pruning with steps of P_u per cent of the hidden units, from DenseTraining of the same seed. A step
/// of 0 prunes no unit: edges are pruned from the dense network (the published baseline).
struct UnitPruning {
  std::uint64_t seed = 1;
  double unit_step = 0;
  friend auto operator<=>(const UnitPruning&, const UnitPruning&) = default;
};

/// Edge pruning with steps of P_e per cent of the weights, from UnitPruning of the same seed and step.
struct EdgePruning {
  std::uint64_t seed = 1;
  double unit_step = 0, edge_step = 0;
  friend auto operator<=>(const EdgePruning&, const EdgePruning&) = default;
};

/// All combinations to try; the defaults are the published ones (arXiv:2305.18402), in per cent.
struct PruningGrid {
  std::vector<std::uint64_t> seeds{0, 1, 2, 5};
  std::vector<double> unit_steps{5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70};
  std::vector<double> edge_steps{0.5, 1, 1.5, 2, 2.5};
};

/// The work units of a grid, each once, in the order of the lists. Units of one list do not need each other:
/// any rank may do any of them, in any order, once the list before is done. O(units).
[[nodiscard]] std::vector<DenseTraining> dense_trainings(const PruningGrid& grid);
[[nodiscard]] std::vector<UnitPruning> unit_prunings(const PruningGrid& grid);
[[nodiscard]] std::vector<EdgePruning> edge_prunings(const PruningGrid& grid);

/// What one combination gave, of one seed.
struct GridResult {
  double unit_step = 0, edge_step = 0;
  std::size_t weights_kept = 0;
  bool reached = true;  // the accuracy asked for; as released, nobody looks
};

/// The combination that is chosen, and those that left as few weights.
struct GridChoice {
  std::size_t winner = 0;         // index of the result
  std::vector<std::size_t> tied;  // of all with as few weights, the winner too, in the order of the scan
};

/// The result with the fewest weights left, of those that reached the accuracy, or of all if none did. Equal
/// ones: the greatest edge step, then the greatest unit step, then the first. Source: arXiv:2305.18402,
/// released notebooks. Throws InternalError for no results. O(n log n).
[[nodiscard]] GridChoice densest_pruned(std::span<const GridResult> results);

}  // namespace netseam::sculpt
