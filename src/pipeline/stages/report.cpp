#include "../checkpoint_agreement.hpp"

#include "netseam/artifact/hierarchy_csv.hpp"
#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/artifact/neuron_clusters_csv.hpp"
#include "netseam/artifact/sculpt_file.hpp"
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

#include <filesystem>
#include <optional>

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
  all.model.sculpt.push_back({std::move(file.networks), file.provenance.entries});
}

/// Checkpoints of a study, or the tasks of one that makes its networks.
std::vector<WorkUnit> report_units(const Config& config, const char* stage) {
  return config.study.checkpoints.empty() && !config.sculpt.tasks.empty() ? plan_task_units(config, stage)
                                                                          : plan_units(config, stage);
}

/// One file for each stage, any of which a study may do without.
struct StageUnits {
  std::vector<WorkUnit> units;
  void (*add)(const Config&, const WorkUnit&, Collected&);
  bool any = false;  // of them has a result

  StageUnits(const Config& config, const char* stage,
             void (*add_page)(const Config&, const WorkUnit&, Collected&))
      : units(report_units(config, stage)), add(add_page) {
    for (const auto& unit : units) any = any || std::filesystem::exists(unit.product);
  }
};

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
  const StageUnits stages[] = {{config, "layers", add_layers},
                               {config, "neurons", add_neurons},
                               {config, "sculpt", add_sculpt},
                               {config, "hierarchy", add_hierarchy}};
  for (std::size_t k = 0; k < stages[0].units.size(); ++k)
    for (const auto& stage : stages) collect_unit(config, stage, stage.units[k], all);
  all.model.agreement = agreement_of_checkpoints(all.model.checkpoint);
  follow_clusters(all.model.neurons);
  if (!all.model.checkpoint.empty() || !all.model.neurons.empty() || !all.model.hierarchy.empty() ||
      !all.model.sculpt.empty())
    return all;
  if (all.first_fault) throw *all.first_fault;
  std::string places, commands;
  for (const auto& stage : stages) {
    const WorkUnit& first = stage.units.front();
    places += (places.empty() ? "" : ", ") + first.product.string();
    commands +=
        fmt::format("{}`netseam {} {}`", commands.empty() ? "" : ", ", first.stage, config.file.string());
  }
  throw core::ConfigError(fmt::format("{}: no checkpoint has a result yet (looked for {}): run one of {}",
                                      config.file.string(), places, commands));
}

std::filesystem::path page_path(const Config& config) {
  return config.resolve(config.study.output) / config.study.name / "report.html";
}

/// Writes the page and its numbers. True where every result could be read.
bool write_page(const Config& config, std::size_t checkpoints, parallel::Log& log) {
  const auto path = page_path(config);
  if (config.run.dry_run) {
    log.line(fmt::format("would write {} from {} checkpoints", path.string(), checkpoints));
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
  log.line(fmt::format("{}: layers of {}, neurons of {}, modules of {} of {} checkpoints, {:.1f} MB",
                       path.string(), all.model.checkpoint.size(), all.model.neurons.size(),
                       all.model.hierarchy.size(), checkpoints, static_cast<double>(page.size()) / 1e6));
  return !all.first_fault;
}

}  // namespace

core::ExitCode write_report(const parallel::Communicator& communicator, const Config& config,
                            std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] { return report_units(config, "layers"); });
  parallel::Log log(communicator, {}, screen);
  const bool whole = parallel::agree(
      communicator, [&] { return !communicator.is_root() || write_page(config, units.size(), log); });
  return parallel::all_of(communicator, whole) ? core::ExitCode::done : core::ExitCode::input;
}

}  // namespace netseam::pipeline
