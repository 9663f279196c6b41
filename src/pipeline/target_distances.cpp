#include "target_distances.hpp"

#include "joined_layers.hpp"
#include "target_interval.hpp"

#include "netseam/data/layer_pairs.hpp"
#include "netseam/parallel/collectives.hpp"

#include <cmath>
#include <cstdint>
#include <span>

namespace netseam::pipeline {
namespace {

/// Distances are stored in float32 and divided by their scale: losses below (2^-24)^2 times some hundred are
/// rounding. What differs in earnest is orders above.
constexpr double no_loss = 1e-12, some_loss = 1e-6;

/// What is kept of one pair, on its way to the other ranks.
struct PairRecord {
  std::uint64_t pair = 0;
  double loss = 0, lower_bound = 0, identity = 0;
  Interval resampled;
};

double distance_of(double loss) { return std::sqrt(loss) / 2; }

data::TargetMeasure empty_measure(std::size_t layers) {
  data::TargetMeasure measure;
  measure.name = "gw";
  measure.title = "Gromov-Wasserstein loss; as a distance sqrt(loss)/2";
  measure.unit = "none";
  for (auto* values : {&measure.value, &measure.distance, &measure.low, &measure.high, &measure.lower_bound,
                       &measure.identity})
    values->assign(layers, 0);
  return measure;
}

void put(const PairRecord& record, std::size_t layer, data::TargetMeasure& measure) {
  measure.value[layer] = record.loss;
  measure.distance[layer] = distance_of(record.loss);
  measure.low[layer] = distance_of(record.resampled.low);
  measure.high[layer] = distance_of(record.resampled.high);
  measure.lower_bound[layer] = record.lower_bound;
  measure.identity[layer] = record.identity;
}

}  // namespace

transport::AllPairsTask target_task(const Config& config, const LayersInput& input,
                                    const std::vector<KnownTarget>& targets) {
  std::vector<data::LayerShape> shapes;
  for (const auto& target : targets)
    shapes.push_back({target.values.name, target.values.points(), target.values.width});
  return joined_task(config, input, shapes,
                     [&targets](std::size_t target) { return targets[target].values; });
}

std::optional<TargetDistances> solve_targets(const parallel::Communicator& communicator,
                                             const linalg::DenseBackend& backend, const Config& config,
                                             const LayersInput& input,
                                             const std::vector<KnownTarget>& targets,
                                             const core::StopFlag& stop) {
  const std::size_t layers = input.shapes.size(), all = layers + targets.size();
  auto task = target_task(config, input, targets);
  std::vector<PairRecord> mine;
  task.on_result = [&mine](std::size_t pair, data::PairDistance&& found) {
    mine.push_back({pair, found.loss, found.lower_bound, found.identity, interval_of(found.resampled)});
  };
  if (!transport::solve_all_pairs(communicator, backend, task, stop).complete) return std::nullopt;
  std::vector<PairRecord> by_pair(task.finished.size());
  for (const auto& record : parallel::all_gather(communicator, std::span<const PairRecord>(mine)))
    by_pair[record.pair] = record;

  TargetDistances found;
  for (std::size_t target = layers; target < all; ++target) {
    found.target.push_back(empty_measure(layers));
    for (std::size_t layer = 0; layer < layers; ++layer)
      put(by_pair[data::pair_index(layer, target, all)], layer, found.target.back());
    for (std::size_t other = target + 1; other < all; ++other) {
      const auto& record = by_pair[data::pair_index(target, other, all)];
      if (record.lower_bound <= no_loss && record.identity > some_loss)
        found.alike.push_back({target - layers, other - layers});
    }
  }
  return found;
}

}  // namespace netseam::pipeline
