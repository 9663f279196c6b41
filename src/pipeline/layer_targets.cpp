#include "layer_targets.hpp"

#include "target_distances.hpp"
#include "target_measures.hpp"
#include "target_readouts.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/readout/equal_distances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace netseam::pipeline {
namespace {

constexpr double nearly_all = 0.9;

data::TargetComparison describe(const KnownTarget& target) {
  data::TargetComparison described;
  described.name = target.values.name;
  described.labels = target.labels;
  described.width = target.values.width;
  described.most_common = target.most_common;
  const double share = readout::equal_distance_share(target.view());
  if (share >= nearly_all)
    described.warning.push_back(
        fmt::format("{:.1f} % of the pairs of samples of this target are at one distance up to 1 %: gw and "
                    "other measures that compare distances say next to nothing of it; trust the readout",
                    100 * share));
  return described;
}

void warn_of_alike(const std::vector<AlikeTargets>& alike, std::vector<data::TargetComparison>& targets) {
  for (const auto& [first, second] : alike) {
    const auto text = fmt::format(
        "gw with its free coupling cannot tell {} from {}: they are relabelings of each other as far as "
        "distances show",
        targets[first].name, targets[second].name);
    targets[first].warning.push_back(text);
    targets[second].warning.push_back(text);
  }
}

}  // namespace

void check_targets(const parallel::Communicator& communicator, const Config& config, const LayersInput& input,
                   const std::vector<KnownTarget>& targets) {
  const auto layout = parallel::find_node_layout(communicator, config.run.ranks_per_node);
  const std::size_t ranks = *std::max_element(layout.ranks.begin(), layout.ranks.end());
  parallel::agree(communicator, [&] {
    const auto allowed = config.run.memory_gib > 0 ? static_cast<std::size_t>(config.run.memory_gib * 0x1p30)
                                                   : parallel::available_memory();
    for (const auto& name : config.layers.measures) {
      const auto* measure = similarity::find_measure(name);
      if (measure == nullptr) continue;
      const std::size_t needed = ranks * target_measure_bytes(config, input, targets, *measure);
      if (needed > allowed)
        throw core::ConfigError(fmt::format(
            "layers.targets: {} of targets and layers needs {:.1f} GiB on a node, {:.1f} GiB are free; "
            "choose fewer layers.samples or fewer ranks on a node",
            name, static_cast<double>(needed) * 0x1p-30, static_cast<double>(allowed) * 0x1p-30));
    }
    if (config.layers.distance == transport::GroundDistance::precomputed)
      throw core::ConfigError(
          "layers.targets: cannot be compared with layers.distance = precomputed, which has no activations");
  });
}

std::optional<std::vector<data::TargetComparison>> compare_with_targets(
    const parallel::Communicator& communicator, const linalg::DenseBackend& backend, const Config& config,
    const LayersInput& input, const std::vector<KnownTarget>& targets, const core::StopFlag& stop,
    parallel::Log& log) {
  std::vector<data::TargetComparison> found;
  if (targets.empty()) return found;
  parallel::agree(communicator, [&] {
    for (const auto& target : targets) found.push_back(describe(target));
  });
  for (const auto& name : config.layers.measures) {
    std::optional<std::vector<data::TargetMeasure>> values;
    if (name == "gw") {
      auto distances = solve_targets(communicator, backend, config, input, targets, stop);
      if (!distances) return std::nullopt;
      warn_of_alike(distances->alike, found);
      values = std::move(distances->target);
    } else {
      values = measure_targets(communicator, backend, config, input, targets, *similarity::find_measure(name),
                               stop);
      if (!values) return std::nullopt;
    }
    for (std::size_t target = 0; target < targets.size(); ++target)
      found[target].measure.push_back(std::move((*values)[target]));
  }
  auto readouts = read_out_targets(communicator, backend, config, input, targets, stop);
  if (!readouts) return std::nullopt;
  for (std::size_t target = 0; target < targets.size(); ++target) {
    found[target].readout = std::move((*readouts)[target]);
    for (const auto& warning : found[target].warning)
      log.line(fmt::format("target {}: {}", found[target].name, warning));
  }
  log.line(fmt::format("{} compared", core::counted(targets.size(), "known target")));
  return found;
}

}  // namespace netseam::pipeline
