#include "open_pairs.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::pipeline {

transport::AllPairsTask network_task(const Config& config, const LayersInput& input) {
  transport::AllPairsTask task;
  task.layers = input.shapes;
  task.space = input.space;
  task.pair = input.pair;
  task.ranks_per_node = config.run.ranks_per_node;
  task.load = [&input](std::size_t layer) { return input.reader.read(layer, input.rows); };
  return task;
}

transport::MemoryEstimate estimate_pairs(const parallel::Communicator& communicator,
                                         const transport::AllPairsTask& task, std::size_t reading) {
  const auto layout = parallel::find_node_layout(communicator, task.ranks_per_node);
  const transport::PlanInput plan{task.layers, task.finished, task.known_scale, layout.ranks, task.placement};
  return transport::estimate_memory(plan, task.space, task.pair, parallel::process_memory(), reading);
}

void refuse_what_does_not_fit(const parallel::Communicator& communicator, const Config& config,
                              const transport::MemoryEstimate& estimate) {
  parallel::agree(communicator, [&] {
    const auto allowed = static_cast<std::size_t>(config.run.memory_gib * 0x1p30);
    transport::refuse_if_too_large(estimate,
                                   config.run.memory_gib > 0 ? allowed : parallel::available_memory(),
                                   parallel::available_shared_memory());
  });
}

transport::AllPairsOutcome solve_open_pairs(const parallel::Communicator& communicator,
                                            const linalg::DenseBackend& backend, transport::AllPairsTask task,
                                            PairShards& shards, KeptOfPair kept, const std::string& what,
                                            const core::StopFlag& stop, parallel::Log& log) {
  const std::size_t before = shards.finished_count();
  task.finished.resize(shards.finished().size(), 0);
  const auto left_out = static_cast<std::size_t>(std::count(task.finished.begin(), task.finished.end(), 1));
  const std::size_t pairs = task.finished.size() - left_out;
  if (before > 0) log.line(fmt::format("{} of {} {} are done already", before, pairs, what));
  for (std::size_t pair = 0; pair < task.finished.size(); ++pair)
    if (shards.finished()[pair] != 0) task.finished[pair] = 1;
  task.known_scale = shards.scale();
  task.on_scale = [&shards](std::size_t layer, double scale) { shards.add_scale(layer, scale); };
  task.on_result = [&shards, kept](std::size_t pair, data::PairDistance&& distance) {
    if (kept == KeptOfPair::values) {
      distance.permutation.clear();
      distance.coupling.clear();
    }
    shards.add(pair, distance);
  };
  parallel::Progress progress(log, what, pairs, before);
  task.on_progress = [&progress, left_out](std::size_t done, std::size_t) {
    progress.update(done - left_out);
  };
  auto outcome = transport::solve_all_pairs(communicator, backend, task, stop);
  progress.finish();
  parallel::agree(communicator, [&] { shards.close(); });
  return outcome;
}

}  // namespace netseam::pipeline
