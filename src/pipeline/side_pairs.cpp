#include "netseam/pipeline/side_pairs.hpp"

#include "open_pairs.hpp"

#include "netseam/data/layer_pairs.hpp"
#include "netseam/parallel/collectives.hpp"

#include <utility>

namespace netseam::pipeline {

PairValues gather_pairs(const parallel::Communicator& communicator,
                        std::span<const data::PairDistance> mine) {
  PairValues own;
  for (const auto& pair : mine) {
    own.loss.push_back(pair.loss);
    own.resampled.insert(own.resampled.end(), pair.resampled.begin(), pair.resampled.end());
  }
  return {parallel::all_gather(communicator, std::span<const double>(own.loss)),
          parallel::all_gather(communicator, std::span<const double>(own.resampled))};
}

std::optional<PairValues> solve_aside(const SideRun& run, const std::string& name, const std::string& what,
                                      transport::AllPairsTask task) {
  const std::size_t pairs = data::pair_count(task.layers.size());
  PairShards shards(run.communicator, run.shards / name, run.shard_key, task.layers.size());
  const auto outcome = solve_open_pairs(run.communicator, run.backend, std::move(task), shards,
                                        KeptOfPair::values, what, run.stop, run.log);
  if (!outcome.complete) return std::nullopt;
  const auto rank = static_cast<std::size_t>(run.communicator.rank()),
             size = static_cast<std::size_t>(run.communicator.size());
  return gather_pairs(run.communicator, shards.read(pairs * rank / size, pairs * (rank + 1) / size));
}

}  // namespace netseam::pipeline
