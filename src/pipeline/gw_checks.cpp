#include "gw_checks.hpp"

#include "open_pairs.hpp"
#include "ordinary_groups.hpp"
#include "twin_null.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace netseam::pipeline {
namespace {

/// The task of the unit on fewer samples, without resamples. Holds references to its arguments.
transport::AllPairsTask ordinary_task(const Config& config, const LayersInput& input,
                                      const std::vector<std::size_t>& rows) {
  auto task = network_task(config, input);
  task.layers = input.reader.shapes(rows.size());
  task.load = [&input, &rows](std::size_t layer) { return input.reader.read(layer, rows); };
  task.pair.samples = rows.size();
  task.pair.resamples = 0;
  task.pair.third_lower_bound = false;
  const auto& weight = input.pair.sample_weight;
  task.pair.sample_weight.clear();
  for (std::size_t sample = 0; sample < weight.size(); ++sample)
    if (std::binary_search(rows.begin(), rows.end(), input.rows[sample]))
      task.pair.sample_weight.push_back(weight[sample]);
  const double sum = std::accumulate(task.pair.sample_weight.begin(), task.pair.sample_weight.end(), 0.0);
  for (double& value : task.pair.sample_weight) value /= sum;
  return task;
}

bool group_ordinary(const SideRun& run, const Config& config, const LayersInput& input,
                    const std::vector<std::size_t>& rows, data::LayerDistances& layers) {
  auto pairs = solve_aside(run, "ordinary", "pairs without the samples farthest from the mean",
                           ordinary_task(config, input, rows));
  if (!pairs) return false;
  GroupingInput grouped;
  grouped.layers = input.shapes.size();
  grouped.kind = grouping::PairValue::loss;
  grouped.value = std::move(pairs->loss);
  grouped.seed = config.study.seed;
  layers.gw_note.push_back(
      ordinary_groups_note(run.communicator, input, rows.size(), grouped, layers.segmentation));
  run.log.line("gw: " + layers.gw_note.back());
  return true;
}

bool test_gw_by_twins(const SideRun& run, const Config& config, const std::vector<TwinNetwork>& twins,
                      data::LayerDistances& layers) {
  std::vector<std::vector<double>> resampled;
  for (std::size_t k = 0; k < twins.size(); ++k) {
    auto pairs = solve_aside(run, fmt::format("twin-{}", k), "pairs of twin " + twins[k].name,
                             network_task(config, twins[k].input));
    if (!pairs) return false;
    resampled.push_back(std::move(pairs->resampled));
  }
  test_by_twins(run.communicator, grouping::PairValue::loss, layers.name.size(),
                gather_pairs(run.communicator, layers.pair).resampled, resampled, layers.segmentation);
  return true;
}

}  // namespace

bool check_gw_groups(const SideRun& run, const Config& config, const LayersInput& input,
                     const std::vector<std::size_t>& ordinary_rows, const std::vector<TwinNetwork>& twins,
                     data::LayerDistances& layers) {
  if (ordinary_rows.size() < input.rows.size() && !group_ordinary(run, config, input, ordinary_rows, layers))
    return false;
  return twins.empty() || layers.segmentation.border.empty() || test_gw_by_twins(run, config, twins, layers);
}

}  // namespace netseam::pipeline
