#include "graph_replicates.hpp"

#include "measure_run.hpp"
#include "neuron_partition.hpp"
#include "null_cuts.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/grouped_work.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/progress.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/spectral/spectral_clusters.hpp"
#include "netseam/stats/partition_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace netseam::pipeline {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// What a replicate gives: the n-cut of a random graph, or the adjusted Rand index of a half.
struct Outcome {
  double value = missing;
  double converged = 1;
};

Outcome cluster_random_graph(const ReplicateRun& run, const parallel::Communicator& ranks,
                             const graph::BlockGraph& graph, std::size_t clusters) {
  const auto component = graph.components();
  const std::size_t connected = connected_neurons(component);
  if (connected < clusters) return {};
  if (component_count(component) >= clusters) return {0, 1};
  const auto found = spectral::spectral_clusters(run.session, ranks, clustered_graph(graph, component),
                                                 clusters, clusters, spectral_options(run.config, connected));
  return {found.result[0].normalised_cut, found.spectrum.converged ? 1.0 : 0.0};
}

/// Adjusted Rand index over the neurons that have labels in both.
double agreement(std::span<const std::int32_t> first, std::span<const std::int32_t> second) {
  std::vector<std::size_t> a, b;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (first[i] >= 0 && second[i] >= 0) {
      a.push_back(static_cast<std::size_t>(first[i]));
      b.push_back(static_cast<std::size_t>(second[i]));
    }
  return stats::adjusted_rand_index(a, b);
}

Outcome cluster_half(const ReplicateRun& run, const parallel::Communicator& ranks,
                     const graph::BlockGraph& graph, const data::GraphPartition& whole) {
  const auto component = graph.components();
  const std::size_t clusters = whole.cluster.size(), connected = connected_neurons(component);
  if (connected < clusters || component_count(component) > clusters) return {};
  const auto found = spectral::spectral_clusters(run.session, ranks, clustered_graph(graph, component),
                                                 clusters, clusters, spectral_options(run.config, connected));
  return {agreement(found.result[0].label, whole.label), found.spectrum.converged ? 1.0 : 0.0};
}

/// Ranks that share a graph, so that those of all groups of a node fit beside each other.
std::size_t ranks_in_group(const ReplicateRun& run, const NeuronGraphSource& source) {
  const auto node = run.communicator.split_node(run.config.run.ranks_per_node);
  const auto ranks = static_cast<std::size_t>(node.size());
  // the smallest room of all nodes, so that all plan alike
  const auto allowed = static_cast<std::size_t>(-parallel::all_reduce(
      run.communicator, -static_cast<double>(memory_allowed(run.config)), parallel::Reduction::maximum));
  std::size_t group = 1;
  const auto needed = [&](std::size_t size) {
    const std::size_t groups = (ranks + size - 1) / size;
    return groups * source.memory.shared_out + ranks * source.memory.each_rank;
  };
  while (group < ranks && needed(group) > allowed) group *= 2;
  group = std::min(group, ranks);
  const bool fits = needed(group) <= allowed;
  const bool all_fit = parallel::all_of(run.communicator, fits);
  parallel::agree(run.communicator, [&] {
    if (all_fit) return;
    throw core::ConfigError(
        fmt::format("neurons.null: a random graph takes {:.1f} GiB on a node, which has {:.1f}: take fewer "
                    "ranks on a node, "
                    "neurons.storage = bfloat16, or neurons.null = none",
                    static_cast<double>(needed(group)) / 0x1p30, static_cast<double>(allowed) / 0x1p30));
  });
  return static_cast<std::size_t>(
      parallel::all_reduce(run.communicator, static_cast<std::int64_t>(group), parallel::Reduction::maximum));
}

Outcome read_outcome(const RecordShards& shards, std::size_t index) {
  const auto payload = shards.read(index);
  Outcome outcome;
  if (payload.size() != sizeof outcome)
    throw core::InputError({shards.file_of(index), fmt::format("record of replicate {}", index),
                            fmt::format("{} bytes", payload.size()), fmt::format("{}", sizeof outcome)});
  std::memcpy(&outcome, payload.data(), sizeof outcome);
  return outcome;
}

/// All replicates that are not in the shards. False = stopped.
bool run_open(const ReplicateRun& run, const NeuronGraphSource& source, const data::GraphPartition& partition,
              RecordShards& shards, std::size_t total) {
  std::vector<std::size_t> open;
  for (std::size_t index = 0; index < total; ++index)
    if (!shards.has(index)) open.push_back(index);
  if (open.empty()) return true;
  const std::size_t replicates = run.config.neurons.null_replicates, nulls = source.null.size() * replicates;
  const auto do_one = [&](const parallel::Communicator& ranks, std::size_t index) {
    const auto outcome =
        index < nulls ? cluster_random_graph(run, ranks,
                                             source.make_null(ranks, source.null[index / replicates],
                                                              static_cast<std::uint32_t>(index % replicates)),
                                             partition.cluster.size())
                      : cluster_half(run, ranks, source.make_half(ranks, index - nulls), partition);
    parallel::agree(ranks, [&] {
      if (ranks.is_root()) shards.add(index, std::as_bytes(std::span(&outcome, 1)));
    });
    return true;
  };
  const auto ranks = static_cast<std::size_t>(run.communicator.size());
  // no rank without work: few replicates have larger groups
  const std::size_t in_group = std::max(ranks_in_group(run, source), (ranks + open.size() - 1) / open.size());
  parallel::GroupedWork groups(run.communicator, {open.size(), in_group, run.config.run.ranks_per_node});
  const std::size_t before = total - open.size();
  parallel::Progress progress(run.log, fmt::format("replicates of the {} graph", source.name), total, before);
  const bool complete = groups.run([&](std::size_t item) { return do_one(groups.group(), open[item]); },
                                   run.stop, [&](std::size_t done) { progress.update(before + done); });
  progress.finish();
  return complete;
}

}  // namespace

std::uint64_t record_count(const Config& config, const NeuronGraphSource& source) {
  return source.null.size() * config.neurons.null_replicates + source.halves;
}

bool run_graph_replicates(const ReplicateRun& run, const NeuronGraphSource& source,
                          data::GraphPartition& partition) {
  const auto total = static_cast<std::size_t>(record_count(run.config, source));
  if (total == 0) return true;
  RecordShards shards(run.communicator, run.shards, run.shard_key, {run.first_record, total});
  const bool complete = run_open(run, source, partition, shards, total);
  parallel::agree(run.communicator, [&] { shards.close(); });
  if (!complete) return false;
  shards.scan();
  parallel::agree(run.communicator, [&] {
    std::size_t index = 0, unconverged = 0;
    const auto next = [&] {
      const Outcome outcome = read_outcome(shards, index++);
      if (outcome.converged == 0) ++unconverged;
      return outcome.value;
    };
    for (const auto model : source.null) {
      std::vector<double> cuts(run.config.neurons.null_replicates);
      std::generate(cuts.begin(), cuts.end(), next);
      if (!cuts.empty())
        partition.null.push_back(null_cuts(model, partition.normalised_cut, std::move(cuts)));
    }
    partition.half_agreement.resize(source.halves);
    std::generate(partition.half_agreement.begin(), partition.half_agreement.end(), next);
    if (unconverged > 0)
      partition.note.push_back(fmt::format(
          "the eigenvectors of {} of {} random graphs and halves have not converged", unconverged, total));
  });
  return true;
}

}  // namespace netseam::pipeline
