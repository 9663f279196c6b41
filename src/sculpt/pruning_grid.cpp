#include "netseam/sculpt/pruning_grid.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::sculpt {

std::vector<DenseTraining> dense_trainings(const PruningGrid& grid) {
  std::vector<DenseTraining> units;
  for (const std::uint64_t seed : grid.seeds) units.push_back({seed});
  return units;
}

std::vector<UnitPruning> unit_prunings(const PruningGrid& grid) {
  std::vector<UnitPruning> units;
  for (const std::uint64_t seed : grid.seeds)
    for (const double unit_step : grid.unit_steps) units.push_back({seed, unit_step});
  return units;
}

std::vector<EdgePruning> edge_prunings(const PruningGrid& grid) {
  std::vector<EdgePruning> units;
  for (const UnitPruning& before : unit_prunings(grid))
    for (const double edge_step : grid.edge_steps)
      units.push_back({before.seed, before.unit_step, edge_step});
  return units;
}

GridChoice densest_pruned(std::span<const GridResult> results) {
  if (results.empty()) throw core::InternalError("a winner among no pruned networks was asked for");
  std::vector<std::size_t> scan(results.size());
  std::iota(scan.begin(), scan.end(), std::size_t{0});
  if (std::ranges::any_of(results, &GridResult::reached))
    std::erase_if(scan, [&](std::size_t i) { return !results[i].reached; });
  std::ranges::stable_sort(scan, [&](std::size_t a, std::size_t b) {
    if (results[a].edge_step != results[b].edge_step) return results[a].edge_step > results[b].edge_step;
    return results[a].unit_step > results[b].unit_step;
  });
  std::size_t fewest = results[scan.front()].weights_kept;
  for (const std::size_t i : scan) fewest = std::min(fewest, results[i].weights_kept);
  std::erase_if(scan, [&](std::size_t i) { return results[i].weights_kept != fewest; });
  return {scan.front(), scan};
}

}  // namespace netseam::sculpt
