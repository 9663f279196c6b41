#include "measure_replicates.hpp"

#include "measure_run.hpp"

#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/grouped_work.hpp"
#include "netseam/parallel/progress.hpp"
#include "netseam/similarity/all_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace netseam::pipeline {
namespace {

/// One measure on one variant.
struct Replicate {
  const RepeatedMeasure* of = nullptr;
  SampleVariant variant;
};

using ByRanks = std::map<std::size_t, std::vector<Replicate>, std::greater<>>;

std::optional<data::MeasureMatrix> repeat(MeasureRun& run, const MeasuredNetwork& network,
                                          SampleVariant variant) {
  switch (variant.kind) {
    case SampleVariant::Kind::all:
      return run.on_rows(network.input.rows);
    case SampleVariant::Kind::ordinary:
      return run.on_rows(network.ordinary_rows);
    case SampleVariant::Kind::half:
      return run.on_half(variant.draw);
    case SampleVariant::Kind::shuffled:
      return run.with_shuffled_rows(variant.draw);
  }
  return std::nullopt;
}

/// What is to be done, by the ranks that one replicate needs; in each what takes longest first.
ByRanks open_replicates(const std::vector<RepeatedMeasure>& measures, const MeasureShards& shards) {
  ByRanks open;
  for (const auto& measure : measures)
    for (const auto variant : measure.variants)
      if (!shards.has(measure.number, variant)) open[measure.ranks_in_group].push_back({&measure, variant});
  for (auto& [ranks, replicates] : open)
    std::stable_sort(replicates.begin(), replicates.end(),
                     [](const Replicate& a, const Replicate& b) { return a.of->seconds > b.of->seconds; });
  return open;
}

/// Replicates that need the same number of ranks.
bool run_phase(const MeasureWork& work, const MeasuredNetwork& network, std::size_t ranks_needed,
               const std::vector<Replicate>& replicates,
               const std::function<void(std::size_t)>& on_progress) {
  const auto ranks = static_cast<std::size_t>(work.communicator.size());
  // no rank without work: few replicates have larger groups
  const std::size_t in_group = std::max(ranks_needed, (ranks + replicates.size() - 1) / replicates.size());
  parallel::GroupedWork groups(work.communicator,
                               {replicates.size(), in_group, work.config.run.ranks_per_node});
  work.log.record(fmt::format("{}, {} at a time on {}", core::counted(replicates.size(), "replicate"),
                              groups.count(),
                              core::counted(static_cast<std::size_t>(groups.group().size()), "rank")));
  similarity::AllLayersWorkspace workspace(groups.group(), 0);
  const auto do_one = [&](std::size_t item) {
    const auto& [of, variant] = replicates[item];
    MeasureRun run(groups.group(), work.backend, work.config, network.input, work.stop, *of->measure,
                   workspace, network.rows);
    const auto matrix = repeat(run, network, variant);
    if (!matrix) return false;
    parallel::agree(groups.group(), [&] {
      if (groups.group().is_root()) work.shards.add(of->number, variant, *matrix);
    });
    return true;
  };
  return groups.run(do_one, work.stop, on_progress);
}

}  // namespace

bool run_replicates(const MeasureWork& work, const MeasuredNetwork& network,
                    const std::vector<RepeatedMeasure>& measures, const std::string& what) {
  const auto open = open_replicates(measures, work.shards);
  if (open.empty()) return true;
  std::size_t total = 0, left = 0;
  for (const auto& measure : measures) total += measure.variants.size();
  for (const auto& [ranks, replicates] : open) left += replicates.size();
  std::size_t done = total - left;
  parallel::Progress progress(work.log, what, total, done);
  bool complete = true;
  for (const auto& [ranks, replicates] : open) {
    complete =
        run_phase(work, network, ranks, replicates, [&](std::size_t here) { progress.update(done + here); });
    if (!complete) break;
    done += replicates.size();
  }
  progress.finish();
  return complete;
}

}  // namespace netseam::pipeline
