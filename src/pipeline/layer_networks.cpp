#include "layer_networks.hpp"

#include "layer_order.hpp"
#include "measure_run.hpp"
#include "network_distances.hpp"
#include "network_measures.hpp"
#include "open_pairs.hpp"
#include "other_input.hpp"
#include "padding.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/node_layout.hpp"
#include "netseam/transport/memory_estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netseam::pipeline {
namespace {

OtherInput open_together(const parallel::Communicator& communicator, const Config& config,
                         const OtherNetwork& network, const LayersInput& input) {
  std::optional<OtherInput> other;
  parallel::agree(communicator, [&] { other.emplace(open_other(config, network, input)); });
  return std::move(*other);
}

bool asks_for_gw(const Config& config) {
  const auto& names = config.layers.measures;
  return std::find(names.begin(), names.end(), "gw") != names.end();
}

/// That the measures beside gw fit into the memory of a node.
void check_measure_memory(const parallel::Communicator& communicator, const Config& config,
                          const LayersInput& input, const OtherInput& other) {
  const auto layout = parallel::find_node_layout(communicator, config.run.ranks_per_node);
  const std::size_t ranks = *std::max_element(layout.ranks.begin(), layout.ranks.end());
  parallel::agree(communicator, [&] {
    const auto allowed = config.run.memory_gib > 0 ? static_cast<std::size_t>(config.run.memory_gib * 0x1p30)
                                                   : parallel::available_memory();
    for (const auto& name : config.layers.measures) {
      const auto* measure = similarity::find_measure(name);
      if (measure == nullptr) continue;
      const std::size_t needed =
          similarity::memory_of_all_layers(*measure, measure_options_of(config), joined_shapes(input, other))
              .node(ranks);
      if (needed > allowed)
        throw core::ConfigError(fmt::format(
            "layers.against: {} of the layers of two networks needs {:.1f} GiB on a node, {:.1f} GiB are "
            "free; choose fewer layers.samples or fewer ranks on a node",
            name, static_cast<double>(needed) * 0x1p-30, static_cast<double>(allowed) * 0x1p-30));
    }
  });
}

/// Reads every layer once, so that a bad one is named before hours of work on the checkpoint's own pairs,
/// whose shards would be of inputs that must change.
void check_values(const parallel::Communicator& communicator, const LayersInput& input,
                  const OtherInput& other) {
  parallel::agree(communicator, [&] {
    const auto size = static_cast<std::size_t>(communicator.size());
    for (auto layer = static_cast<std::size_t>(communicator.rank()); layer < other.shapes.size();
         layer += size)
      static_cast<void>(other.reader.read(layer, input.rows));
  });
}

/// What the screen says of a network's files before anything is computed.
void report_input(const parallel::Communicator& communicator, const Config& config, const LayersInput& input,
                  const OtherInput& other, parallel::Log& log) {
  for (const auto& note : other.reader.notes())
    log.line(fmt::format("against {}: {}", other.network.name, note));
  const auto files = parallel::agree(communicator, [&] { return activation_files(config, other.network); });
  const auto text =
      padding_warning(communicator, config, files, other_selection(config, other.network), input.rows);
  if (!text.empty()) log.line(fmt::format("warning: against {}: {}", other.network.name, text));
}

data::CrossComparison describe(const OtherInput& other) {
  data::CrossComparison described;
  described.name = other.network.name;
  described.source = std::filesystem::absolute(other.network.source).lexically_normal().string();
  described.checkpoint = other.network.checkpoint;
  for (const auto& shape : other.shapes) {
    described.layer.push_back(shape.name);
    described.points.push_back(shape.points);
    described.width.push_back(shape.width);
  }
  return described;
}

}  // namespace

void check_networks(const parallel::Communicator& communicator, const Config& config,
                    const LayersInput& input, const ComparedNetworks& compared, parallel::Log& log) {
  for (const auto& text : compared.skipped) log.line("against " + text + ": left out");
  for (const auto& network : compared.other) {
    const auto other = open_together(communicator, config, network, input);
    report_order(log, "against " + network.name, order_of(other.reader), "[layers]",
                 network.checkpoint || config.layers.against_select.empty() ? "select" : "against-select",
                 config.run.dry_run);
    log.line(fmt::format("against {}: {}, {}", network.name, core::counted(other.shapes.size(), "layer"),
                         core::counted(input.shapes.size() * other.shapes.size(), "pair")));
    report_input(communicator, config, input, other, log);
    check_measure_memory(communicator, config, input, other);
    if (!config.run.dry_run) check_values(communicator, input, other);
    if (!asks_for_gw(config)) continue;
    const std::size_t reading =
        std::max(reading_scratch_bytes(input.reader), reading_scratch_bytes(other.reader));
    const auto estimate = estimate_pairs(communicator, cross_task(config, input, other), reading);
    refuse_what_does_not_fit(communicator, config, estimate);
    log.line(
        fmt::format("against {}: memory of gw pairs: {}", network.name, transport::memory_text(estimate)));
  }
}

std::optional<std::vector<data::CrossComparison>> compare_with_networks(const SideRun& run,
                                                                        const Config& config,
                                                                        const LayersInput& input,
                                                                        const ComparedNetworks& compared) {
  std::vector<data::CrossComparison> found;
  if (compared.other.empty()) return found;
  similarity::AllLayersWorkspace workspace(run.communicator, config.run.ranks_per_node);
  for (std::size_t k = 0; k < compared.other.size(); ++k) {
    const auto other = open_together(run.communicator, config, compared.other[k], input);
    found.push_back(describe(other));
    for (const auto& name : config.layers.measures) {
      if (name == "gw") {
        if (!solve_network_pairs(run, fmt::format("against-{}", k), config, input, other, found.back()))
          return std::nullopt;
        continue;
      }
      auto values = measure_networks(run.communicator, run.backend, config, input, other,
                                     *similarity::find_measure(name), workspace, run.stop);
      if (!values) return std::nullopt;
      found.back().measure.push_back(std::move(*values));
    }
    if (other.reader.order() == data::OrderSource::guessed && !found.back().measure.empty())
      found.back().measure.front().note.push_back(
          fmt::format("the order of the layers of {} is a guess from their names", found.back().name));
    run.log.line(fmt::format("compared with {}", other.network.name));
  }
  return found;
}

}  // namespace netseam::pipeline
