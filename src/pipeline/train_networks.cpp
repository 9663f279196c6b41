#include "train_networks.hpp"

#include "network_checkpoint.hpp"
#include "open_records.hpp"
#include "task_loss.hpp"
#include "train_record.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/mlp/training.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

/// One network of a task.
struct NetworkPlan {
  mlp::Shape shape;
  std::uint64_t seed = 0;
  [[nodiscard]] std::string units() const { return fmt::format("{}", fmt::join(shape.units, "-")); }
};

std::vector<NetworkPlan> plan_networks(const Config& config, const tasks::Task& task) {
  std::vector<NetworkPlan> plans;
  for (const auto& hidden : config.train.hidden)
    for (const std::uint64_t seed : config.train.seeds) {
      NetworkPlan plan{{{task.inputs}}, seed};
      plan.shape.units.insert(plan.shape.units.end(), hidden.begin(), hidden.end());
      plan.shape.units.push_back(task.outputs);
      plans.push_back(std::move(plan));
    }
  return plans;
}

/// Evenly spread rows of the test set, packed.
std::vector<float> spread_rows(const tasks::Task& task, std::size_t count) {
  std::vector<float> rows;
  rows.reserve(count * task.inputs);
  for (std::size_t i = 0; i < count; ++i) {
    const float* row = task.input.data() + i * task.rows / count * task.inputs;
    rows.insert(rows.end(), row, row + task.inputs);
  }
  return rows;
}

/// What all networks of a task are trained with.
struct Setting {
  const TrainRun& run;
  const tasks::Task &training, &test;
  std::vector<std::size_t> saved;
  std::size_t samples;
  std::vector<float> sample;  // samples x inputs

  Setting(const TrainRun& of, const NamedTask& task)
      : run(of),
        training(task.data.training),
        test(task.data.test),
        saved(saved_epochs(of.config)),
        samples(std::min(of.config.train.samples, test.rows)),
        sample(spread_rows(test, samples)) {}

  [[nodiscard]] mlp::TrainingOptions options(std::uint64_t seed) const {
    const TrainConfig& given = run.config.train;
    mlp::TrainingOptions options;
    options.loss = loss_of(training.loss);
    options.epochs = given.epochs;
    options.batch = given.batch;
    options.learning_rate = given.learning_rate;
    options.weight_decay = given.weight_decay;
    options.l1 = given.l1;
    options.dropout = given.dropout;
    options.input_noise = given.input_noise;
    options.selection = mlp::Selection::last_epoch;
    options.seed = seed;
    return options;
  }
};

/// Checkpoints of a training that was killed or replaced, of which there may be others now.
void remove_checkpoints(const fs::path& folder, const std::string& prefix) {
  std::error_code error;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().filename().string().starts_with(prefix)) old.push_back(entry.path());
  for (const auto& path : old) fs::remove_all(path, error);
}

/// Adds an epoch to a history, and saves it if it is one of those.
void note_epoch(const Setting& setting, const NetworkPlan& plan, const mlp::NetworkNow& network,
                data::TrainingEpoch epoch, std::vector<data::TrainingEpoch>& history) {
  if (std::ranges::binary_search(setting.saved, epoch.epoch)) {
    epoch.checkpoint = fmt::format("{}/seed{}-epoch{:05}", plan.units(), plan.seed, epoch.epoch);
    write_checkpoint(setting.run.folder / epoch.checkpoint, network(),
                     {setting.sample.data(), setting.samples, setting.test.inputs}, &setting.run.backend);
  }
  history.push_back(std::move(epoch));
}

/// The history of one network, up to where its loss is no longer finite; nothing where stopped early.
std::optional<std::vector<data::TrainingEpoch>> train_network(const Setting& setting,
                                                              const NetworkPlan& plan) {
  const auto options = setting.options(plan.seed);
  const mlp::Examples training{setting.training.input_view(), setting.training.target_view()},
      test{setting.test.input_view(), setting.test.target_view()};
  core::RandomStream random(plan.seed, 0, core::Purpose::initial_weights);
  const mlp::Network start = mlp::initial_network(plan.shape, random);
  remove_checkpoints(setting.run.folder / plan.units(), fmt::format("seed{}-epoch", plan.seed));
  std::vector<data::TrainingEpoch> history;
  const mlp::Score untrained = mlp::evaluate(start, test, options.loss, &setting.run.backend);
  note_epoch(
      setting, plan, [&]() -> const mlp::Network& { return start; },
      {0, std::numeric_limits<double>::quiet_NaN(), untrained.loss, untrained.accuracy, "",
       untrained.rows_right},
      history);
  bool stopped = false;
  const auto observe = [&](std::size_t epoch, const mlp::NetworkNow& network, double loss,
                           const mlp::Score& score) {
    note_epoch(setting, plan, network, {epoch + 1, loss, score.loss, score.accuracy, "", score.rows_right},
               history);
    stopped = setting.run.stop.requested() && epoch + 1 < options.epochs;
    return !stopped;
  };
  try {
    (void)mlp::train(start, mlp::full_mask(plan.shape), training, test, options, observe,
                     &setting.run.backend);
  } catch (const core::NumericalError&) {
    return history;  // too short a history says so
  }
  if (stopped) return std::nullopt;
  return history;
}

}  // namespace

std::vector<std::size_t> saved_epochs(const Config& config) {
  const TrainConfig& train = config.train;
  std::vector<std::size_t> saved = train.save;
  if (saved.empty()) {
    saved = {0, train.epochs};
    for (std::size_t epoch = 1; epoch < train.epochs; epoch *= 2) saved.push_back(epoch);
  }
  std::ranges::sort(saved);
  if (saved.back() > train.epochs)
    throw core::ConfigError(fmt::format("{}: train.save: found {}, expected epochs up to {} (train.epochs)",
                                        config.file.string(), saved.back(), train.epochs));
  return saved;
}

std::optional<std::vector<data::TrainedNetwork>> train_networks(const TrainRun& run, const NamedTask& task) {
  const auto plans = plan_networks(run.config, task.data.training);
  std::optional<Setting> setting;
  parallel::agree(run.communicator, [&] { setting.emplace(run, task); });
  RecordShards shards(run.communicator, run.shards, run.shard_key, {0, plans.size()});
  const auto do_one = [&](std::size_t n) -> std::optional<std::vector<std::byte>> {
    const auto history = train_network(*setting, plans[n]);
    return history ? std::optional(pack_history(*history)) : std::nullopt;
  };
  const RecordRun how{run.communicator, run.config.run.ranks_per_node, run.stop, run.log, "networks"};
  if (!do_open_records(how, shards, plans.size(),
                       {[&](std::size_t n) { return plans[n].shape.weights(); }, do_one}))
    return std::nullopt;
  return parallel::agree(run.communicator, [&] {
    std::vector<data::TrainedNetwork> networks;
    for (std::size_t n = 0; n < plans.size(); ++n)
      networks.push_back({fmt::format("{} seed {}", plans[n].units(), plans[n].seed), plans[n].shape.units,
                          plans[n].seed, unpack_history(shards.read(n), shards.file_of(n))});
    return networks;
  });
}

}  // namespace netseam::pipeline
