#include "layers_unit.hpp"

#include "../gw_checks.hpp"
#include "../layer_measures.hpp"
#include "../layer_networks.hpp"
#include "../layer_order.hpp"
#include "../layer_profiles.hpp"
#include "../layer_targets.hpp"
#include "../layers_input.hpp"
#include "../layers_result.hpp"
#include "../open_pairs.hpp"
#include "../padding.hpp"
#include "../previous_permutations.hpp"
#include "../product_choice.hpp"
#include "../run_provenance.hpp"
#include "../target_distances.hpp"
#include "../unit_start.hpp"

#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/pair_shards.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/transport/all_pairs.hpp"
#include "netseam/transport/memory_estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

namespace netseam::pipeline {
namespace {

/// The larger of what the pairs of the unit and those of its twins, where they are solved, take.
transport::MemoryEstimate estimate_with_twins(const parallel::Communicator& communicator,
                                              const Config& config, transport::MemoryEstimate largest,
                                              const std::vector<TwinNetwork>& twins) {
  if (config.layers.measures.front() != "gw") return largest;
  for (const auto& twin : twins) {
    const auto estimate = estimate_pairs(communicator, network_task(config, twin.input),
                                         reading_scratch_bytes(twin.input.reader));
    if (estimate.node() > largest.node()) largest = estimate;
  }
  return largest;
}

/// Opens the twins of the unit and checks that other measures of them fit.
std::vector<TwinNetwork> open_checked_twins(const parallel::Communicator& communicator, const Config& config,
                                            const WorkUnit& unit, const LayersInput& input,
                                            parallel::Log& log) {
  if (config.layers.twin.empty()) return {};
  TwinSources sources;
  auto twins = parallel::agree(communicator, [&] {
    sources = find_twins(config, unit);
    return open_twins(config, unit, input, sources.path);
  });
  if (sources.left_out_itself) log.line("layers.twin: the checkpoint is not tested against itself");
  for (const auto& twin : twins) check_measures(communicator, config, twin.input);
  return twins;
}

/// What the screen says of the input before anything is computed; of these, what is to stay with the result.
std::vector<std::string> report_input(const parallel::Communicator& communicator, const Config& config,
                                      const WorkUnit& unit, const LayersInput& input, parallel::Log& log) {
  for (const auto& note : input.reader.notes()) log.line(note);
  const auto files = parallel::agree(
      communicator, [&] { return input::expand_files(unit.source, config.input.activations); });
  std::vector<std::string> kept;
  if (auto text = padding_warning(communicator, config, files, config.layers.select, input.rows);
      !text.empty()) {
    log.line("warning: " + text);
    kept.push_back(std::move(text));
  }
  return kept;
}

/// Puts them where show, the page and the tables have notes: with the measure that is grouped.
void keep_notes(const std::vector<std::string>& notes, data::LayerDistances& layers) {
  auto& place =
      layers.grouped == "gw" || layers.measure.empty() ? layers.gw_note : layers.measure.front().note;
  place.insert(place.begin(), notes.begin(), notes.end());
}

std::string groups_text(const data::LayerDistances& layers) {
  const auto& border = layers.segmentation.border;
  std::string text = core::counted(border.size() + 1, "group") + ": ";
  for (std::size_t g = 0; g <= border.size(); ++g) {
    const std::size_t first = g == 0 ? 0 : border[g - 1];
    const std::size_t last = (g == border.size() ? layers.name.size() : border[g]) - 1;
    if (g > 0) text += fmt::format(" | {:.0f} % | ", 100 * layers.segmentation.confidence[g - 1]);
    text +=
        first == last ? layers.name[first] : fmt::format("{} to {}", layers.name[first], layers.name[last]);
  }
  return text;
}

void write_csv(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit) {
  if (config.run.csv.empty()) return;
  parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return;
    const auto file = artifact::load_layer_distances(unit.product, artifact::LayersPart::summary);
    artifact::write_layer_distances_csv(std::filesystem::path(config.run.csv) / unit.checkpoint, file.layers);
  });
}

bool asks_for_gw(const Config& config) {
  const auto& names = config.layers.measures;
  return std::find(names.begin(), names.end(), "gw") != names.end();
}

bool asks_for_previous(const Config& config) {
  const auto& starts = config.layers.start;
  return std::find(starts.begin(), starts.end(), data::Start::previous) != starts.end();
}

/// Opens what the unit reads of its own. A dry run that finds labels or weights at fault goes on without
/// them, so that the other checks have something to look at; nothing where that fails too.
std::optional<LayersInput> open_checked(const parallel::Communicator& communicator, const Config& config,
                                        const WorkUnit& unit, UnitFaults& faults) {
  std::optional<LayersInput> input;
  const auto opens = [&](const Config& some) {
    return faults.check(
        [&] { parallel::agree(communicator, [&] { input.emplace(open_layers(some, unit)); }); });
  };
  Config without = config;
  if (opens(config)) return input;
  without.layers.stratify = false;
  if (opens(without)) return input;
  without.layers.weights.clear();
  opens(without);
  return input;
}

/// The result of the checkpoint before, where descents begin at it. Collective.
std::optional<data::LayerDistances> load_start(const parallel::Communicator& communicator,
                                               const Config& config, const UnitPlace& place,
                                               const LayersInput& input, parallel::Log& log) {
  if (place.previous_failed && asks_for_previous(config))
    parallel::agree(communicator, [&] {
      throw core::InputError({place.previous->product.string(), "layers.start = previous",
                              "a checkpoint that failed in this run", "its result, to begin with"});
    });
  return load_previous(communicator, config, place.previous, input, log);
}

/// Always false: the unit is not done. `anew`: what of it is not kept.
bool report_stop(const parallel::Communicator& communicator, const UnitHold& hold,
                 const UnitIdentity& identity, parallel::Log& log, const std::string& title,
                 const std::string& anew = "") {
  hold.require(communicator);
  require_same_inputs(communicator, identity);
  log.line(fmt::format(
      "{}: stopped early; {}", title,
      anew.empty() ? "what is finished is kept, the same command goes on"
                   : "the same command goes on from what was finished before, and begins " + anew + " anew"));
  return false;
}

}  // namespace

bool run_layers_unit(const parallel::Communicator& communicator, const Config& config, const UnitPlace& place,
                     const core::StopFlag& stop, std::FILE* screen) {
  const WorkUnit& unit = place.unit;
  RunFacts facts;
  facts.started = parallel::iso_time(std::chrono::system_clock::now());
  const std::string title = fmt::format("{} ({} of {})", unit.checkpoint, place.number, place.count);
  refuse_busy_unit(communicator, config, unit);
  UnitFaults faults(communicator, config, screen);
  UnitIdentity identity;
  bool done = false;
  faults.check([&] {
    identity = agree_on_identity(communicator, config, unit, [&] {
      return layers_sources(config, unit, place.previous, place.compared.other);
    });
    done = is_done(communicator, config, unit, identity);
  });
  const auto end_as_done = [&] {
    report_done(communicator, config, unit, identity, title, screen);
    write_csv(communicator, config, unit);
    return true;
  };
  if (done) return end_as_done();
  const auto input = open_checked(communicator, config, unit, faults);
  if (!input) faults.throw_found();
  const auto hold = take_unit(communicator, config, unit, identity);
  if (!hold) return end_as_done();
  parallel::Log log(communicator, config.run.dry_run ? std::filesystem::path{} : unit.log, screen);
  report_order(log, title, order_of(input->reader), "[layers]", "select", config.run.dry_run);
  log.line(fmt::format("{}: {}, {}, {} on {}", title, core::counted(input->shapes.size(), "layer"),
                       core::counted(input->rows.size(), "sample"),
                       core::counted(data::pair_count(input->shapes.size()), "pair"),
                       core::counted(static_cast<std::size_t>(communicator.size()), "rank")));
  const auto notes = report_input(communicator, config, unit, *input, log);
  const bool by_gw = asks_for_gw(config);
  std::vector<TwinNetwork> twins;
  std::vector<KnownTarget> targets;
  std::optional<data::LayerDistances> previous;
  faults.check([&] {
    check_measures(communicator, config, *input);
    describe_measures(communicator, config, *input, log);
  });
  faults.check([&] { twins = open_checked_twins(communicator, config, unit, *input, log); });
  faults.check([&] {
    targets = parallel::agree(communicator, [&] { return read_targets(config, *input); });
    if (!targets.empty()) check_targets(communicator, config, *input, targets);
  });
  faults.check([&] { previous = load_start(communicator, config, place, *input, log); });
  auto task = network_task(config, *input);
  if (previous) task.previous = [&previous](std::size_t pair) { return previous->pair[pair].permutation; };
  if (by_gw) {
    faults.check([&] {
      const auto& largest = targets.empty() ? task : target_task(config, *input, targets);
      const auto estimate = estimate_with_twins(
          communicator, config, estimate_pairs(communicator, largest, reading_scratch_bytes(input->reader)),
          twins);
      log.line("memory of gw pairs: " + transport::memory_text(estimate));
      refuse_what_does_not_fit(communicator, config, estimate);
    });
  }
  faults.check([&] { check_networks(communicator, config, *input, place.compared, log); });
  faults.throw_found();
  if (config.run.dry_run) return true;

  if (config.run.force) hold->discard_shards(communicator);
  const auto backend = choose_backend(communicator, config, unit, identity);
  log.line("dense products: " + backend.description);
  facts.dense_libraries = backend.description;
  facts.library = backend.library;
  facts.processor = backend.processor;
  auto layers = describe_layers(*input);
  std::optional<PairShards> shards;
  if (by_gw) {
    shards.emplace(communicator, unit.shards, backend.shard_key, input->shapes.size());
    facts.pairs_from_shards = shards->finished_count();
    const auto outcome = solve_open_pairs(communicator, *backend.backend, task, *shards,
                                          KeptOfPair::everything, "pairs", stop, log);
    facts.times = outcome.times;
    if (!outcome.complete) return report_stop(communicator, *hold, identity, log, title);
    collect_pairs(communicator, outcome.scale, *shards, layers);
  }
  std::vector<std::size_t> ordinary_rows = input->rows;
  if (config.layers.profiles) {
    auto profiles = profile_layers(communicator, *backend.backend, *input);
    layers.profile = std::move(profiles.profile);
    ordinary_rows = std::move(profiles.ordinary_rows);
  }
  auto measures = compare_by_measures(communicator, *backend.backend, config, *input, ordinary_rows, twins,
                                      {unit.shards, backend.shard_key}, stop, log);
  if (!measures) return report_stop(communicator, *hold, identity, log, title);
  layers.measure = std::move(*measures);
  auto known = compare_with_targets(communicator, *backend.backend, config, *input, targets, stop, log);
  if (!known) return report_stop(communicator, *hold, identity, log, title, "the known targets");
  layers.target = std::move(*known);
  const SideRun beside{communicator, *backend.backend, unit.shards, backend.shard_key, stop, log};
  auto cross = compare_with_networks(beside, config, *input, place.compared);
  if (!cross)
    return report_stop(communicator, *hold, identity, log, title, "other networks by measures other than gw");
  layers.cross = std::move(*cross);
  group_layers(communicator, config, *input, *backend.backend, layers);
  if (layers.grouped == "gw" && !check_gw_groups(beside, config, *input, ordinary_rows, twins, layers))
    return report_stop(communicator, *hold, identity, log, title);
  keep_notes(notes, layers);
  require_same_inputs(communicator, identity);
  artifact::save_layer_distances(communicator, hold->place(unit.product), layers,
                                 describe_run(communicator, config, unit, identity, facts),
                                 convention_of(config));
  hold->clear_shards(communicator, log);
  log.line(fmt::format("{}: {}", title, groups_text(layers)));
  log.line(fmt::format("{}: saved {}", title, unit.product.string()));
  write_csv(communicator, config, unit);
  return true;
}

}  // namespace netseam::pipeline
