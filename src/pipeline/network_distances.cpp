#include "network_distances.hpp"

#include "joined_layers.hpp"
#include "nearest_layer.hpp"
#include "open_pairs.hpp"

#include "netseam/data/layer_pairs.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/pair_shards.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::pipeline {
namespace {

/// What every rank keeps of one pair.
struct PairRecord {
  double loss = 0, lower_bound = 0, identity = 0;
  std::uint32_t start = 0, status = 0;
};

double distance_of(double loss) { return std::sqrt(loss) / 2; }

/// This rank's contiguous share of the pairs, by their numbers among those of all layers.
std::vector<std::size_t> share_of(const parallel::Communicator& communicator, std::size_t here,
                                  std::size_t there, std::size_t& first) {
  const auto rank = static_cast<std::size_t>(communicator.rank()),
             size = static_cast<std::size_t>(communicator.size());
  const std::size_t pairs = here * there, end = pairs * (rank + 1) / size;
  first = pairs * rank / size;
  std::vector<std::size_t> numbers;
  for (std::size_t pair = first; pair < end; ++pair)
    numbers.push_back(data::pair_index(pair / there, here + pair % there, here + there));
  return numbers;
}

data::CrossMeasure matrices_of(const parallel::Communicator& communicator,
                               const std::vector<data::PairDistance>& pairs) {
  std::vector<PairRecord> mine;
  for (const auto& pair : pairs)
    mine.push_back({pair.loss, pair.lower_bound, pair.identity, static_cast<std::uint32_t>(pair.start),
                    static_cast<std::uint32_t>(pair.status)});
  data::CrossMeasure measure;
  measure.name = "gw";
  measure.title = "Gromov-Wasserstein loss; as a distance sqrt(loss)/2";
  measure.unit = "none";
  std::size_t unfinished = 0;
  for (const auto& record : parallel::all_gather(communicator, std::span<const PairRecord>(mine))) {
    measure.value.push_back(record.loss);
    measure.distance.push_back(distance_of(record.loss));
    measure.lower_bound.push_back(record.lower_bound);
    measure.identity.push_back(record.identity);
    measure.start.push_back(static_cast<data::Start>(record.start));
    measure.status.push_back(static_cast<data::SolveStatus>(record.status));
    if (measure.status.back() != data::SolveStatus::converged) ++unfinished;
  }
  if (unfinished > 0)
    measure.note.push_back(fmt::format("{} of {} pairs did not converge", unfinished, measure.value.size()));
  return measure;
}

/// Row by row, so that no rank holds the resamples of all pairs.
void add_nearest_layers(const parallel::Communicator& communicator, const data::CrossComparison& comparison,
                        std::size_t here, data::CrossMeasure& measure) {
  const std::size_t there = comparison.layer.size();
  for (std::size_t row = 0; row < here; ++row) {
    std::vector<double> mine;
    for (std::size_t k = 0; k < comparison.pair.size(); ++k)
      if ((comparison.first_pair + k) / there == row)
        for (const double loss : comparison.pair[k].resampled) mine.push_back(distance_of(loss));
    const auto drawn = parallel::all_gather(communicator, std::span<const double>(mine));
    const std::size_t draws = drawn.size() / there;
    const auto nearest = find_nearest_layer(std::span(measure.distance).subspan(row * there, there),
                                            {drawn.data(), there, draws});
    measure.draws = draws;
    measure.nearest.push_back(nearest.layer);
    measure.confidence.push_back(nearest.confidence);
    measure.low.push_back(nearest.low);
    measure.high.push_back(nearest.high);
  }
}

}  // namespace

transport::AllPairsTask cross_task(const Config& config, const LayersInput& input, const OtherInput& other) {
  auto task = joined_task(config, input, other.shapes, [&input, &other](std::size_t layer) {
    return other.reader.read(layer, input.rows);
  });
  const std::size_t here = input.shapes.size(), all = task.layers.size();
  for (std::size_t first = here; first < all; ++first)
    for (std::size_t second = first + 1; second < all; ++second)
      task.finished[data::pair_index(first, second, all)] = 1;
  return task;
}

bool solve_network_pairs(const SideRun& run, const std::string& name, const Config& config,
                         const LayersInput& input, const OtherInput& other,
                         data::CrossComparison& comparison) {
  PairShards shards(run.communicator, run.shards / name, run.shard_key,
                    input.shapes.size() + other.shapes.size());
  const auto outcome =
      solve_open_pairs(run.communicator, run.backend, cross_task(config, input, other), shards,
                       KeptOfPair::everything, "pairs with " + other.network.name, run.stop, run.log);
  if (!outcome.complete) return false;
  const std::size_t here = input.shapes.size(), there = other.shapes.size();
  comparison.pair = shards.read(share_of(run.communicator, here, there, comparison.first_pair));
  auto measure = matrices_of(run.communicator, comparison.pair);
  add_nearest_layers(run.communicator, comparison, here, measure);
  for (auto& pair : comparison.pair) pair.resampled.clear();
  comparison.measure.push_back(std::move(measure));
  return true;
}

}  // namespace netseam::pipeline
