#include "../checkpoint_agreement.hpp"

#include "netseam/artifact/hierarchy_csv.hpp"
#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/artifact/neuron_clusters_csv.hpp"
#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/artifact/train_file.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/checkpoint_page.hpp"
#include "netseam/pipeline/neurons_page.hpp"
#include "netseam/pipeline/report_stage.hpp"
#include "netseam/pipeline/work_unit.hpp"
#include "netseam/report/html_page.hpp"
#include "netseam/report/page_json.hpp"
#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace netseam::pipeline {
namespace {

/// What could be read of a study.
struct Collected {
  report::PageModel model;
  std::optional<core::InputError> first_fault;
};

std::filesystem::path csv_folder(const Config& config, const WorkUnit& unit) {
  return std::filesystem::path(config.run.csv) / unit.checkpoint;
}

void add_layers(const Config& config, const WorkUnit& unit, Collected& all) {
  const auto file = artifact::load_layer_distances(unit.product, artifact::LayersPart::summary);
  auto page = checkpoint_page(file, unit.checkpoint);
  if (page.measure.empty())
    throw core::InputError({unit.product.string(), "/measures", "no measure", "at least one"});
  all.model.checkpoint.push_back(std::move(page));
  if (!config.run.csv.empty()) artifact::write_layer_distances_csv(csv_folder(config, unit), file.layers);
}

void add_neurons(const Config& config, const WorkUnit& unit, Collected& all) {
  const auto file = artifact::load_neuron_clusters(unit.product);
  all.model.neurons.push_back(neurons_page(file, unit.checkpoint));
  if (!config.run.csv.empty()) artifact::write_neuron_clusters_csv(csv_folder(config, unit), file.neurons);
}

void add_hierarchy(const Config& config, const WorkUnit& unit, Collected& all) {
  auto file = artifact::load_hierarchies(unit.product);
  if (!config.run.csv.empty())
    artifact::write_hierarchy_csv(csv_folder(config, unit), file.network, file.rate);
  all.model.hierarchy.push_back(
      {unit.checkpoint, std::move(file.network), file.provenance.entries, std::move(file.rate)});
}

void add_sculpt(const Config& config, const WorkUnit& unit, Collected& all) {
  auto file = artifact::load_sculpted_networks(unit.product);
  if (!config.run.csv.empty()) artifact::write_sculpt_csv(csv_folder(config, unit), file.networks);
  all.model.sculpt.push_back({std::move(file.networks), file.provenance.entries, file.convention.accuracy});
}

void add_train(const Config& config, const WorkUnit& unit, Collected& all) {
  auto file = artifact::load_trained_networks(unit.product);
  if (!config.run.csv.empty()) artifact::write_train_csv(csv_folder(config, unit), file.networks);
  all.model.train.push_back({std::move(file.networks), file.provenance.entries, file.convention.accuracy});
}

/// Whether a study has nothing but tasks, of which it makes its networks.
bool of_tasks(const Config& config) {
  return config.study.checkpoints.empty() && !(config.sculpt.tasks.empty() && config.train.tasks.empty());
}

std::string units_text(bool tasks, std::size_t units) {
  return core::counted(units, tasks ? "task" : "checkpoint");
}

std::size_t units_of(const Config& config) {
  if (of_tasks(config)) return std::max(config.sculpt.tasks.size(), config.train.tasks.size());
  return plan_units(config, "layers").size();
}

/// One file for each checkpoint or task of a stage, which a study may do without.
struct StageUnits {
  std::vector<WorkUnit> units;
  void (*add)(const Config&, const WorkUnit&, Collected&);
  bool any = false;  // of them has a result

  StageUnits(std::vector<WorkUnit> planned, void (*add_page)(const Config&, const WorkUnit&, Collected&))
      : units(std::move(planned)), add(add_page) {
    for (const auto& unit : units) any = any || std::filesystem::exists(unit.product);
  }
};

std::vector<StageUnits> plan_stages(const Config& config) {
  std::vector<StageUnits> stages;
  if (!of_tasks(config)) {
    stages.emplace_back(plan_units(config, "layers"), add_layers);
    stages.emplace_back(plan_units(config, "neurons"), add_neurons);
    stages.emplace_back(plan_units(config, "hierarchy"), add_hierarchy);
  }
  if (!config.train.tasks.empty()) stages.emplace_back(plan_task_units(config, "train"), add_train);
  if (config.sculpt.tasks.empty()) return stages;
  auto found_modules = plan_task_units(config, "sculpt");
  stages.emplace_back(found_modules, add_sculpt);
  for (auto& unit : found_modules) unit.product.replace_filename("hierarchy.h5");
  stages.emplace_back(std::move(found_modules), add_hierarchy);
  return stages;
}

/// Adds what a stage says of a checkpoint, or why it cannot be shown.
void collect_unit(const Config& config, const StageUnits& stage, const WorkUnit& unit, Collected& all) {
  if (!std::filesystem::exists(unit.product)) {
    if (stage.any)
      all.model.problem.push_back(
          {unit.checkpoint, fmt::format("not computed yet: run `netseam {}`", unit.stage)});
    return;
  }
  try {
    stage.add(config, unit, all);
  } catch (const core::InputError& fault) {
    all.model.problem.push_back({unit.checkpoint, fault.what()});
    if (!all.first_fault) all.first_fault = fault;
  }
}

Collected collect(const Config& config) {
  Collected all;
  all.model.study = config.study.name;
  all.model.of_tasks = of_tasks(config);
  const auto stages = plan_stages(config);
  for (const auto& stage : stages)
    for (const auto& unit : stage.units) collect_unit(config, stage, unit, all);
  all.model.agreement = agreement_of_checkpoints(all.model.checkpoint);
  follow_clusters(all.model.neurons);
  if (!all.model.checkpoint.empty() || !all.model.neurons.empty() || !all.model.hierarchy.empty() ||
      !all.model.sculpt.empty() || !all.model.train.empty())
    return all;
  if (all.first_fault) throw *all.first_fault;
  std::string places, commands;
  for (const auto& stage : stages) {
    const WorkUnit& first = stage.units.front();
    places += (places.empty() ? "" : ", ") + first.product.string();
    const auto command = fmt::format("`netseam {} {}`", first.stage, config.file.string());
    if (!commands.ends_with(command)) commands += (commands.empty() ? "" : ", ") + command;
  }
  throw core::ConfigError(fmt::format("{}: no {} has a result yet (looked for {}): run one of {}",
                                      config.file.string(), of_tasks(config) ? "task" : "checkpoint", places,
                                      commands));
}

std::filesystem::path page_path(const Config& config) {
  return config.resolve(config.study.output) / config.study.name / "report.html";
}

/// "layers of 2, modules of 1 of 3 checkpoints, 1 sculpted task", whatever is there.
std::string contents_text(const report::PageModel& model, std::size_t units) {
  std::vector<std::string> of_units, parts;
  const auto add = [&](const char* what, std::size_t count) {
    if (count > 0) of_units.push_back(fmt::format("{} of {}", what, count));
  };
  add("layers", model.checkpoint.size());
  add("neurons", model.neurons.size());
  add("modules", model.hierarchy.size());
  if (!of_units.empty())
    parts.push_back(fmt::format("{} of {}", fmt::join(of_units, ", "), units_text(model.of_tasks, units)));
  for (const auto& [what, count] :
       {std::pair{"sculpted", model.sculpt.size()}, std::pair{"trained", model.train.size()}})
    if (count > 0) parts.push_back(core::counted(count, fmt::format("{} task", what)));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Writes the page and its numbers. True where every result could be read.
bool write_page(const Config& config, std::size_t units, parallel::Log& log) {
  const auto path = page_path(config);
  if (config.run.dry_run) {
    log.line(fmt::format("would write {} from {}", path.string(), units_text(of_tasks(config), units)));
    return true;
  }
  const Collected all = collect(config);
  for (const auto& problem : all.model.problem)
    log.line(fmt::format("{}: {}", problem.checkpoint, problem.message));
  const std::string page = report::html_page(all.model, report::embedded_d3());
  store::write_text_atomically(path, page);
  auto numbers = path;
  store::write_text_atomically(numbers.replace_extension(".json"), report::page_json(all.model));
  if (report::embedded_d3().empty()) log.line("built without d3: the page has static figures only");
  log.line(fmt::format("{}: {}, {:.2g} MB", path.string(), contents_text(all.model, units),
                       static_cast<double>(page.size()) / 1e6));
  return !all.first_fault;
}

}  // namespace

core::ExitCode write_report(const parallel::Communicator& communicator, const Config& config,
                            std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] { return units_of(config); });
  parallel::Log log(communicator, {}, screen);
  const bool whole = parallel::agree(
      communicator, [&] { return !communicator.is_root() || write_page(config, units, log); });
  return parallel::all_of(communicator, whole) ? core::ExitCode::done : core::ExitCode::input;
}

}  // namespace netseam::pipeline
