#include "../hierarchy_options.hpp"
#include "../network_modules.hpp"
#include "../product_choice.hpp"
#include "../run_provenance.hpp"
#include "../sculpt_grid.hpp"
#include "../sculpt_options.hpp"
#include "../sculpt_verdicts.hpp"
#include "../task_size.hpp"
#include "../unit_start.hpp"

#include "netseam/artifact/hierarchy_csv.hpp"
#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/pipeline/sculpt_stage.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr const char* tasks_key = "sculpt.tasks";

UnitSources sculpt_sources(const Config& config, std::size_t which) {
  UnitSources sources{result_options_text(config, "sculpt") + "task = " + config.sculpt.tasks[which] + "\n",
                      {}};
  auto files = task_files(config, config.sculpt.tasks[which], tasks_key);
  if (!config.sculpt.training.empty()) files.push_back(config.resolve(config.sculpt.training));
  for (const auto& file : files)
    if (!std::filesystem::exists(file))
      throw core::InputError({file.string(), "file", "nothing", "a file of a task, or sculpt.training"});
  add_files(sources, "", config.file.parent_path(), files);
  return sources;
}

/// What a study learns from its units: networks that did not reach the accuracy, or have no modules.
struct Shortfall {
  std::size_t networks = 0, all = 0;
  std::string first;

  void note(const WorkUnit& unit, const data::SculptedNetworks& sculpted,
            const std::vector<data::NetworkHierarchy>& found, double wanted) {
    all += sculpted.network.size();
    for (std::size_t n = 0; n < sculpted.network.size(); ++n) {
      const auto& network = sculpted.network[n];
      std::string what;
      for (const auto& outcome : network.outcome)
        if (outcome.chosen && !outcome.reached)
          what = fmt::format(
              "{}: accuracy {:.4f}, expected {} (sculpt.accuracy); rows right in all outputs {:.4f}",
              network.network.name, outcome.accuracy, wanted, outcome.rows_right);
      if (what.empty() && n < found.size()) what = found[n].fault;
      if (!what.empty() && networks++ == 0) first = fmt::format("task {}: {}", unit.checkpoint, what);
    }
  }
};

/// The tables of a finished unit, and what it lacks. Collective.
void look_back(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
               const data::SculptedNetworks& sculpted, const std::vector<data::NetworkHierarchy>& hierarchies,
               Shortfall& shortfall) {
  shortfall.note(unit, sculpted, hierarchies, config.sculpt.accuracy);
  parallel::agree(communicator, [&] {
    if (config.run.csv.empty() || !communicator.is_root()) return;
    const auto folder = std::filesystem::path(config.run.csv) / unit.checkpoint;
    artifact::write_sculpt_csv(folder, sculpted);
    artifact::write_hierarchy_csv(folder, hierarchies, {});
  });
}

/// The same of a unit of an earlier run.
void read_back(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
               Shortfall& shortfall) {
  data::SculptedNetworks sculpted;
  std::vector<data::NetworkHierarchy> hierarchies;
  parallel::agree(communicator, [&] {
    sculpted = artifact::load_sculpted_networks(unit.product).networks;
    hierarchies = artifact::load_hierarchies(unit.product.parent_path() / "hierarchy.h5").network;
  });
  look_back(communicator, config, unit, sculpted, hierarchies, shortfall);
}

std::string result_text(const data::SculptedNetworks& sculpted) {
  std::string text = core::counted(sculpted.network.size(), "network");
  for (const auto& rate : sculpted.rate)
    if (rate.part == "success")
      text += fmt::format("; {}: {} of {}", rate.group, rate.successes, rate.trials);
  return text;
}

std::string rows_text(const tasks::SplitTask& task) {
  const auto& training = task.training;
  return fmt::format("{} to train on, {} to test on, {}, {}", core::counted(training.rows, "row"),
                     task.test.rows, core::counted(training.inputs, "input"),
                     core::counted(training.outputs, "output"));
}

/// What a stage hands from unit to unit.
struct StageRun {
  const parallel::Communicator& communicator;
  const Config& config;
  const core::StopFlag& stop;
  std::FILE* screen;
  Shortfall shortfall;
};

std::filesystem::path modules_of_unit(const WorkUnit& unit) {
  return unit.product.parent_path() / "hierarchy.h5";
}

/// Makes hierarchy.h5 of a unit again, which it lost or which is of another run, from its sculpt.h5. Both
/// products stand and fall together. Collective.
void remake_modules(const StageRun& run, const WorkUnit& unit, const UnitIdentity& identity,
                    const std::string& title, const RunFacts& facts) {
  const auto& communicator = run.communicator;
  const UnitHold hold(communicator, run.config, unit, {unit.product, modules_of_unit(unit)});
  parallel::Log log(communicator, unit.log, run.screen);
  const auto hierarchies = parallel::agree(communicator, [&] {
    const auto sculpted = artifact::load_sculpted_networks(unit.product).networks;
    std::vector<data::NetworkHierarchy> found;
    for (std::size_t n = 0; n < sculpted.network.size(); ++n)
      found.push_back(modules_of(run.config, sculpted.network[n].network, n));
    return found;
  });
  artifact::save_hierarchies(communicator, hold.place(modules_of_unit(unit)), hierarchies,
                             describe_run(communicator, run.config, unit, identity, facts),
                             hierarchy_convention(run.config));
  log.line(fmt::format("{}: hierarchy.h5 was missing or of another run: made again from {}", title,
                       unit.product.string()));
}

/// A unit whose sculpt.h5 is done. Collective.
bool end_as_done(StageRun& run, const WorkUnit& unit, const UnitIdentity& identity, const std::string& title,
                 const RunFacts& facts) {
  const auto& communicator = run.communicator;
  WorkUnit modules = unit;
  modules.product = modules_of_unit(unit);
  const bool whole =
      parallel::agree(communicator, [&] { return check_unit(modules, identity).state == UnitState::done; });
  if (parallel::all_of(communicator, whole)) {
    report_done(communicator, run.config, unit, identity, title, run.screen, {unit.product, modules.product});
  } else if (run.config.run.dry_run) {
    parallel::Log(communicator, {}, run.screen)
        .line(fmt::format("{}: would make {} again", title, modules.product.string()));
    return true;
  } else {
    remake_modules(run, unit, identity, title, facts);
  }
  read_back(communicator, run.config, unit, run.shortfall);
  return true;
}

/// False when stopped early.
bool run_unit(StageRun& run, const WorkUnit& unit, std::size_t which) {
  const auto& communicator = run.communicator;
  const Config& config = run.config;
  RunFacts facts;
  facts.started = parallel::iso_time(std::chrono::system_clock::now());
  const std::string title =
      fmt::format("{} ({} of {})", unit.checkpoint, which + 1, config.sculpt.tasks.size());
  refuse_busy_unit(communicator, config, unit);
  const auto identity =
      agree_on_identity(communicator, config, unit, [&] { return sculpt_sources(config, which); });
  if (is_done(communicator, config, unit, identity)) return end_as_done(run, unit, identity, title, facts);
  const auto task =
      parallel::agree(communicator, [&] { return read_task(config, config.sculpt.tasks[which], tasks_key); });
  const auto hold = take_unit(communicator, config, unit, identity, {unit.product, modules_of_unit(unit)});
  if (!hold) return end_as_done(run, unit, identity, title, facts);
  parallel::Log log(communicator, config.run.dry_run ? std::filesystem::path{} : unit.log, run.screen);
  log.line(fmt::format("{}: {}; {} on {}", title, rows_text(task.data),
                       core::counted(sculpt_pieces(config), "piece"),
                       core::counted(static_cast<std::size_t>(communicator.size()), "rank")));
  if (config.run.dry_run) return true;
  if (config.run.force) hold->discard_shards(communicator);
  const auto product = choose_training_backend(communicator, config, unit, identity);
  log.line("dense products: " + product.description);
  facts.dense_libraries = product.description;
  facts.library = product.library;
  facts.processor = product.processor;
  auto networks = sculpt_networks(
      {communicator, config, run.stop, *product.backend, log, unit.shards, product.shard_key}, task);
  require_same_inputs(communicator, identity);
  if (!networks) {
    hold->require(communicator);
    log.line(fmt::format("{}: stopped early; what is finished is kept, the same command goes on", title));
    return false;
  }
  const auto [sculpted, hierarchies] =
      parallel::agree(communicator, [&] { return judge_networks(config, task, std::move(*networks)); });
  const auto provenance = describe_run(communicator, config, unit, identity, facts);
  // in this order: the unit counts as done by sculpt.h5, and then has both
  artifact::save_hierarchies(communicator, hold->place(modules_of_unit(unit)), hierarchies, provenance,
                             hierarchy_convention(config));
  artifact::save_sculpted_networks(communicator, hold->place(unit.product), sculpted, provenance,
                                   sculpt_convention(config, accuracy_text(task)));
  hold->clear_shards(communicator, log);
  log.line(fmt::format("{}: {}; accuracy: {}", title, result_text(sculpted), accuracy_text(task)));
  log.line(fmt::format("{}: saved {} and hierarchy.h5", title, unit.product.string()));
  look_back(communicator, config, unit, sculpted, hierarchies, run.shortfall);
  return true;
}

}  // namespace

core::ExitCode run_sculpt(const parallel::Communicator& communicator, const Config& config,
                          const core::StopFlag& stop, std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] {
    check_hierarchy_options(config);
    const auto& given = config.sculpt;
    require_fits(config, "the grid of sculpting",
                 {{"sculpt.depths", given.depths.size()},
                  {"sculpt.widths", given.widths.size()},
                  {"sculpt.seeds", given.grid.seeds.size()},
                  {"sculpt.unit-steps", given.grid.unit_steps.size()},
                  {"sculpt.edge-steps", given.grid.edge_steps.size()}},
                 sizeof(data::PruningOutcome));
    if (config.sculpt.tasks.empty())
      throw core::ConfigError(
          fmt::format("{}: sculpt.tasks: found nothing, expected tasks such as 4-1-2-16 or folders with "
                      "inputs.npy and targets.npy",
                      config.file.string()));
    return plan_task_units(config, "sculpt");
  });
  StageRun run{communicator, config, stop, screen, {}};
  const auto outcome = do_units(communicator, units, screen,
                                [&](std::size_t which) { return run_unit(run, units[which], which); });
  Shortcoming shortcoming;
  const Shortfall& shortfall = run.shortfall;
  if (shortfall.networks > 0)
    shortcoming = {core::ExitCode::numerical,
                   fmt::format("{} of {} networks fall short, all are saved; the first: {} (exit code 4: "
                               "less than sculpt.accuracy asks for, or no modules)",
                               shortfall.networks, shortfall.all, shortfall.first)};
  return conclude(outcome, "task", shortcoming);
}

}  // namespace netseam::pipeline
