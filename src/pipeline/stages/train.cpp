#include "../product_choice.hpp"
#include "../run_provenance.hpp"
#include "../task_loss.hpp"
#include "../task_size.hpp"
#include "../task_source.hpp"
#include "../train_networks.hpp"
#include "../unit_start.hpp"

#include "netseam/artifact/train_file.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/record_shards.hpp"
#include "netseam/pipeline/train_stage.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr const char* tasks_key = "train.tasks";

/// What a stage hands from unit to unit.
struct StageRun {
  const parallel::Communicator& communicator;
  const Config& config;
  const core::StopFlag& stop;
  std::FILE* screen;
  std::size_t broken = 0, networks = 0;  // whose loss did not stay finite, and all
  std::string first_broken;
};

UnitSources training_sources(const Config& config, const std::string& task) {
  const auto files = task_files(config, task, tasks_key);
  for (const auto& file : files)
    if (!std::filesystem::exists(file))
      throw core::InputError({file.string(), "file", "nothing", "a file of a task"});
  UnitSources sources{result_options_text(config, "train") + "task = " + task + "\n", {}};
  add_files(sources, "", config.file.parent_path(), files);
  return sources;
}

artifact::TrainConvention train_convention(const Config& config, const NamedTask& task) {
  const TrainConfig& given = config.train;
  artifact::TrainConvention convention;
  convention.training = fmt::format(
      "Adam, learning rate {}, batch {}, epochs {}; weight decay {} in the gradient, l1 {}, dropout {}, "
      "noise {} on inputs",
      given.learning_rate, given.batch, given.epochs, given.weight_decay, given.l1, given.dropout,
      given.input_noise);
  convention.start = "weights normal with deviation sqrt(2 / inputs), biases 0";
  convention.checkpoints = fmt::format("epochs {}; activations of at most {} evenly spread test rows",
                                       fmt::join(saved_epochs(config), ", "), given.samples);
  convention.accuracy = "share of " + accuracy_text(task);
  return convention;
}

/// "NAME: the loss is no longer finite in epoch E" where a training broke off, else empty.
std::string broken_text(const StageRun& run, const data::TrainedNetwork& network) {
  const std::size_t done = network.epoch.empty() ? 0 : network.epoch.back().epoch;
  if (done >= run.config.train.epochs) return "";
  return fmt::format("{}: the loss is no longer finite in epoch {}", network.name, done + 1);
}

/// A unit of which nothing was learned is no result that a corrected command would have to replace: nothing
/// of it is kept. Throws NumericalError. Collective.
void refuse_if_all_broke_off(const StageRun& run, const std::vector<data::TrainedNetwork>& networks,
                             const UnitHold& hold) {
  for (const auto& network : networks)
    if (broken_text(run, network).empty()) return;
  hold.discard_shards(run.communicator);
  parallel::agree(run.communicator, [&] {
    throw core::NumericalError(
        fmt::format("all {} trainings broke off, nothing is saved; the first: {}; a smaller "
                    "train.learning-rate may help",
                    networks.size(), broken_text(run, networks.front())));
  });
}

/// Reads a finished unit again, for its table and for what it lacks. Collective.
void look_back(StageRun& run, const WorkUnit& unit) {
  parallel::agree(run.communicator, [&] {
    const auto trained = artifact::load_trained_networks(unit.product).networks;
    run.networks += trained.network.size();
    for (const auto& network : trained.network)
      if (const auto text = broken_text(run, network); !text.empty() && run.broken++ == 0)
        run.first_broken = fmt::format("task {}: {}", unit.checkpoint, text);
    if (!run.config.run.csv.empty() && run.communicator.is_root())
      artifact::write_train_csv(std::filesystem::path(run.config.run.csv) / unit.checkpoint, trained);
  });
}

std::string result_text(const std::vector<data::TrainedNetwork>& networks) {
  double least = 1, most = 0, least_rows = 1, most_rows = 0;
  for (const auto& network : networks) {
    least = std::min(least, network.epoch.back().test_accuracy);
    most = std::max(most, network.epoch.back().test_accuracy);
    least_rows = std::min(least_rows, network.epoch.back().test_rows_right);
    most_rows = std::max(most_rows, network.epoch.back().test_rows_right);
  }
  const auto range = [](double from, double to) {
    return from == to ? fmt::format("{:.4f}", to) : fmt::format("{:.4f} to {:.4f}", from, to);
  };
  return fmt::format("{}, test accuracy {}, rows right in all outputs {}",
                     core::counted(networks.size(), "network"), range(least, most),
                     range(least_rows, most_rows));
}

std::string plan_text(const StageRun& run, const tasks::SplitTask& task) {
  const std::size_t networks = run.config.train.hidden.size() * run.config.train.seeds.size();
  const auto ranks = static_cast<std::size_t>(run.communicator.size());
  return fmt::format("{}, {}, {}, {}, {}; {} on {}", core::counted(task.training.rows, "training row"),
                     core::counted(task.test.rows, "test row"), core::counted(task.training.inputs, "input"),
                     core::counted(task.training.outputs, "output"), loss_text(task.training.loss),
                     core::counted(networks, "network"), core::counted(ranks, "rank"));
}

/// False when stopped early.
bool run_unit(StageRun& run, const WorkUnit& unit, std::size_t which) {
  const auto& communicator = run.communicator;
  const Config& config = run.config;
  RunFacts facts;
  facts.started = parallel::iso_time(std::chrono::system_clock::now());
  const std::string& listed = config.train.tasks[which];
  const std::string title =
      fmt::format("{} ({} of {})", unit.checkpoint, which + 1, config.train.tasks.size());
  refuse_busy_unit(communicator, config, unit);
  const auto identity =
      agree_on_identity(communicator, config, unit, [&] { return training_sources(config, listed); });
  const auto end_as_done = [&] {
    report_done(communicator, config, unit, identity, title, run.screen);
    look_back(run, unit);
    return true;
  };
  if (is_done(communicator, config, unit, identity)) return end_as_done();
  const auto task = parallel::agree(communicator, [&] { return read_task(config, listed, tasks_key); });
  const auto& data = task.data;
  const auto hold = take_unit(communicator, config, unit, identity);
  if (!hold) return end_as_done();
  parallel::Log log(communicator, config.run.dry_run ? std::filesystem::path{} : unit.log, run.screen);
  log.line(title + ": " + plan_text(run, data));
  if (config.run.dry_run) return true;
  if (config.run.force) hold->discard_shards(communicator);
  const auto backend = choose_training_backend(communicator, config, unit, identity);
  log.line("dense products: " + backend.description);
  facts.dense_libraries = backend.description;
  facts.library = backend.library;
  facts.processor = backend.processor;
  auto trained = train_networks({communicator, config, run.stop, log, *backend.backend,
                                 unit.product.parent_path(), unit.shards, backend.shard_key},
                                task);
  require_same_inputs(communicator, identity);
  if (!trained) {
    hold->require(communicator);
    log.line(fmt::format("{}: stopped early; finished networks are kept, the same command goes on", title));
    return false;
  }
  refuse_if_all_broke_off(run, *trained, *hold);
  const std::string text = result_text(*trained);
  artifact::save_trained_networks(communicator, hold->place(unit.product),
                                  {unit.checkpoint, loss_text(data.training.loss), data.training.rows,
                                   data.test.rows, std::move(*trained)},
                                  describe_run(communicator, config, unit, identity, facts),
                                  train_convention(config, task));
  hold->clear_shards(communicator, log);
  log.line(fmt::format("{}: {}; accuracy is the share of {}", title, text, accuracy_text(task)));
  log.line(fmt::format("{}: saved {} and checkpoints beside it", title, unit.product.string()));
  look_back(run, unit);
  return true;
}

}  // namespace

core::ExitCode run_train(const parallel::Communicator& communicator, const Config& config,
                         const core::StopFlag& stop, std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] {
    require_fits(config, "the history of trainings",
                 {{"shapes (train.hidden)", config.train.hidden.size()},
                  {"seeds (train.seeds)", config.train.seeds.size()},
                  {"epochs (train.epochs)", config.train.epochs}},
                 sizeof(data::TrainingEpoch));
    (void)saved_epochs(config);
    if (config.train.tasks.empty())
      throw core::ConfigError(
          fmt::format("{}: train.tasks: found nothing, expected tasks such as line or 4-1-2-16, or folders "
                      "with inputs.npy and targets.npy",
                      config.file.string()));
    return plan_task_units(config, "train");
  });
  StageRun run{communicator, config, stop, screen, 0, 0, {}};
  const auto outcome = do_units(communicator, units, screen,
                                [&](std::size_t which) { return run_unit(run, units[which], which); });
  Shortcoming shortcoming;
  if (run.broken > 0)
    shortcoming = {core::ExitCode::numerical,
                   fmt::format("{} of {} trainings broke off, all are saved; the first: {}; a smaller "
                               "train.learning-rate may help",
                               run.broken, run.networks, run.first_broken)};
  return conclude(outcome, "task", shortcoming);
}

}  // namespace netseam::pipeline
