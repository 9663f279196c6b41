#include "layer_measures.hpp"

#include "measure_groups.hpp"
#include "measure_replicates.hpp"
#include "measure_run.hpp"
#include "node_rows.hpp"
#include "replicate_plan.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/parallel/progress.hpp"
#include "netseam/similarity/all_measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace netseam::pipeline {
namespace {

using Measures = std::vector<const similarity::Measure*>;

Measures chosen_measures(const Config& config) {
  Measures chosen;
  for (const auto& name : config.layers.measures)
    if (name != "gw") chosen.push_back(similarity::find_measure(name));
  return chosen;
}

/// What all samples give.
struct AllSamples {
  std::vector<data::MeasureMatrix> matrix;  // of each measure
  std::vector<double> seconds;              // what it took; infinity where it was in the shards
};

/// All measures on all samples, those that the shards lack anew by all ranks together; nothing = stopped.
std::optional<AllSamples> measure_all_samples(const MeasureWork& work, const MeasuredNetwork& network,
                                              const Measures& measures) {
  similarity::AllLayersWorkspace workspace(work.communicator, work.config.run.ranks_per_node);
  parallel::Progress progress(work.log, "measures", measures.size(), 0);
  AllSamples found;
  for (std::size_t number = 0; number < measures.size(); ++number) {
    if (work.shards.has(number, {})) {
      found.matrix.push_back(
          parallel::agree(work.communicator, [&] { return work.shards.read_all_samples(number); }));
      found.seconds.push_back(std::numeric_limits<double>::infinity());
    } else {
      const auto begun = std::chrono::steady_clock::now();
      MeasureRun run(work.communicator, work.backend, work.config, network.input, work.stop,
                     *measures[number], workspace, network.rows);
      auto matrix = run.on_rows(network.input.rows);
      if (!matrix) return std::nullopt;
      parallel::agree(work.communicator, [&] {
        if (work.communicator.is_root()) work.shards.add(number, {}, *matrix);
      });
      found.matrix.push_back(std::move(*matrix));
      found.seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    }
    progress.update(number + 1);
  }
  progress.finish();
  found.seconds = parallel::broadcast(work.communicator, found.seconds);
  return found;
}

/// Keeps the samples of a network in memory where the plan says so; false = stopped early.
bool keep_rows(const MeasureWork& work, const LayersInput& input, const ReplicatePlan& plan,
               std::optional<NodeRows>& rows) {
  if (!plan.rows_in_memory) return true;
  rows.emplace(work.communicator, work.config.run.ranks_per_node, input);
  return rows->fill(work.stop);
}

/// Half of the samples again and again.
void add_halves(const Config& config, std::size_t network, std::vector<SampleVariant>& variants) {
  for (std::size_t draw = 0; draw < config.layers.half_samples; ++draw)
    variants.push_back({SampleVariant::Kind::half, draw, network});
}

/// All matrices of the unit's own network into the shards; those on all samples are returned; nothing =
/// stopped.
std::optional<AllSamples> measure_network(const MeasureWork& work, const LayersInput& input,
                                          const std::vector<std::size_t>& ordinary_rows,
                                          const Measures& measures) {
  const auto plan = plan_replicates(work.communicator, work.config, input, measures);
  std::optional<NodeRows> rows;
  if (!keep_rows(work, input, plan, rows)) return std::nullopt;
  const MeasuredNetwork network{input, ordinary_rows, rows ? &*rows : nullptr};
  auto found = measure_all_samples(work, network, measures);
  if (!found) return std::nullopt;
  std::vector<RepeatedMeasure> repeated;
  for (std::size_t number = 0; number < measures.size(); ++number) {
    if (!all_finite(found->matrix[number].distance)) continue;
    RepeatedMeasure one{measures[number], number, {}, found->seconds[number], plan.ranks_in_group[number]};
    if (ordinary_rows.size() < input.rows.size()) one.variants.push_back({SampleVariant::Kind::ordinary});
    add_halves(work.config, 0, one.variants);
    for (std::size_t draw = 0; draw < null_replicates(work.config, *one.measure); ++draw)
      one.variants.push_back({SampleVariant::Kind::shuffled, draw});
    repeated.push_back(std::move(one));
  }
  return run_replicates(work, network, repeated, "replicates") ? std::move(found) : std::nullopt;
}

/// The halves of twin number `twin` by the measures whose borders are to be tested; false = stopped early.
bool measure_twin(const MeasureWork& work, const MeasureGroups& groups, std::size_t twin,
                  const Measures& measures, const AllSamples& found) {
  const auto& input = groups.twins[twin].input;
  const auto plan = plan_replicates(work.communicator, work.config, input, measures);
  std::vector<RepeatedMeasure> repeated;
  for (std::size_t number = 0; number < measures.size(); ++number) {
    if (!has_twin_test(groups, found.matrix[number])) continue;
    repeated.push_back({measures[number], number, {}, found.seconds[number], plan.ranks_in_group[number]});
    add_halves(work.config, twin + 1, repeated.back().variants);
  }
  if (repeated.empty()) return true;
  std::optional<NodeRows> rows;
  if (!keep_rows(work, input, plan, rows)) return false;
  return run_replicates(work, {input, input.rows, rows ? &*rows : nullptr}, repeated,
                        "replicates of twin " + groups.twins[twin].name);
}

/// All that compare_by_measures does but for the words about it.
std::optional<std::vector<data::MeasureMatrix>> measure_and_group(
    const MeasureWork& work, const LayersInput& input, const std::vector<std::size_t>& ordinary_rows,
    const std::vector<TwinNetwork>& twins, const Measures& measures) {
  auto found = measure_network(work, input, ordinary_rows, measures);
  parallel::agree(work.communicator, [&] { work.shards.close(); });
  if (!found) return std::nullopt;
  work.shards.scan();
  const MeasureGroups groups{work.communicator, work.config, input, ordinary_rows, twins, work.shards};
  for (std::size_t number = 0; number < measures.size(); ++number)
    group_by_measure(groups, *measures[number], number, found->matrix[number]);
  bool complete = true;
  for (std::size_t twin = 0; complete && twin < twins.size(); ++twin)
    complete = measure_twin(work, groups, twin, measures, *found);
  parallel::agree(work.communicator, [&] { work.shards.close(); });
  if (!complete) return std::nullopt;
  if (!twins.empty()) work.shards.scan();
  for (std::size_t number = 0; number < measures.size(); ++number)
    check_measure_groups(groups, number, found->matrix[number]);
  return std::move(found->matrix);
}

}  // namespace

void check_measures(const parallel::Communicator& communicator, const Config& config,
                    const LayersInput& input) {
  const auto layout = parallel::find_node_layout(communicator, config.run.ranks_per_node);
  const std::size_t ranks = *std::max_element(layout.ranks.begin(), layout.ranks.end());
  parallel::agree(communicator, [&] {
    similarity::check_options(measure_options_of(config));
    const std::size_t allowed = memory_allowed(config);
    if (config.layers.batch > 0 && config.layers.batch < 4)
      throw core::ConfigError(
          fmt::format("layers.batch: found {}, expected 0 or a whole number from 4", config.layers.batch));
    if (config.layers.batch > 0 && input.shapes.front().points != input.rows.size())
      throw core::ConfigError(
          "layers.batch: cannot be used where a sample has several points (input.image = pixels)");
    const auto measures = chosen_measures(config);
    if (!measures.empty() && config.layers.distance == transport::GroundDistance::precomputed)
      throw core::ConfigError(fmt::format(
          "layers.measures: {} compares activations; with layers.distance = precomputed there is gw only",
          measures.front()->name));
    for (const auto* measure : measures) {
      const std::size_t needed = measure_bytes_on_node(config, input, *measure, ranks);
      if (needed > allowed)
        throw core::ConfigError(fmt::format(
            "layers.measures: {} needs {:.1f} GiB on a node, {:.1f} GiB are free; choose fewer "
            "layers.samples or fewer ranks on a node",
            measure->name, static_cast<double>(needed) * 0x1p-30, static_cast<double>(allowed) * 0x1p-30));
    }
  });
}

void describe_measures(const parallel::Communicator& communicator, const Config& config,
                       const LayersInput& input, parallel::Log& log) {
  const auto measures = chosen_measures(config);
  if (!measures.empty()) log.line(plan_text(plan_replicates(communicator, config, input, measures), config));
}

std::optional<std::vector<data::MeasureMatrix>> compare_by_measures(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<std::size_t>& ordinary_rows,
    const std::vector<TwinNetwork>& twins, const ShardPlace& place, const core::StopFlag& stop,
    parallel::Log& log) {
  const auto measures = chosen_measures(config);
  if (measures.empty()) return std::vector<data::MeasureMatrix>{};
  MeasureShards shards(
      communicator, place,
      {input.shapes.size(), measures.size(), config.layers.half_samples, config.layers.null, twins.size()});
  if (const std::size_t before = shards.finished_count(); before > 0)
    log.line(fmt::format("{} matrices of measures are done already", before));
  auto found = measure_and_group({communicator, backend, config, shards, stop, log}, input, ordinary_rows,
                                 twins, measures);
  if (!found) return std::nullopt;
  for (const auto& matrix : *found)
    for (const auto& note : matrix.note) log.line(fmt::format("{}: {}", matrix.name, note));
  log.line(fmt::format("{} further measures compared", found->size()));
  return found;
}

}  // namespace netseam::pipeline
