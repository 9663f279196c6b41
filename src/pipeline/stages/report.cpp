#include "../checkpoint_agreement.hpp"

#include "netseam/artifact/layer_distances_csv.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/checkpoint_page.hpp"
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

Collected collect(const Config& config, const std::vector<WorkUnit>& units) {
  Collected all;
  all.model.study = config.study.name;
  for (const WorkUnit& unit : units) {
    if (!std::filesystem::exists(unit.product)) {
      all.model.problem.push_back({unit.checkpoint, "not computed yet: run `netseam layers`"});
      continue;
    }
    try {
      const auto file = artifact::load_layer_distances(unit.product, artifact::LayersPart::summary);
      auto page = checkpoint_page(file, unit.checkpoint);
      if (page.measure.empty())
        throw core::InputError({unit.product.string(), "/measures", "no measure", "at least one"});
      all.model.checkpoint.push_back(std::move(page));
      if (!config.run.csv.empty())
        artifact::write_layer_distances_csv(std::filesystem::path(config.run.csv) / unit.checkpoint,
                                            file.layers);
    } catch (const core::InputError& fault) {
      all.model.problem.push_back({unit.checkpoint, fault.what()});
      if (!all.first_fault) all.first_fault = fault;
    }
  }
  all.model.agreement = agreement_of_checkpoints(all.model.checkpoint);
  if (!all.model.checkpoint.empty()) return all;
  if (all.first_fault) throw *all.first_fault;
  throw core::ConfigError(
      fmt::format("{}: no checkpoint has a result yet (looked for {}): run `netseam layers {}`",
                  config.file.string(), units.front().product.string(), config.file.string()));
}

std::filesystem::path page_path(const Config& config) {
  return config.resolve(config.study.output) / config.study.name / "report.html";
}

/// Writes the page and its numbers. True where every result could be read.
bool write_page(const Config& config, const std::vector<WorkUnit>& units, parallel::Log& log) {
  const auto path = page_path(config);
  if (config.run.dry_run) {
    log.line(fmt::format("would write {} from {} checkpoints", path.string(), units.size()));
    return true;
  }
  const Collected all = collect(config, units);
  for (const auto& problem : all.model.problem)
    log.line(fmt::format("{}: {}", problem.checkpoint, problem.message));
  const std::string page = report::html_page(all.model, report::embedded_d3());
  store::write_text_atomically(path, page);
  auto numbers = path;
  store::write_text_atomically(numbers.replace_extension(".json"), report::page_json(all.model));
  if (report::embedded_d3().empty()) log.line("built without d3: the page has static figures only");
  log.line(fmt::format("{}: {} of {} checkpoints, {:.1f} MB", path.string(), all.model.checkpoint.size(),
                       units.size(), static_cast<double>(page.size()) / 1e6));
  return !all.first_fault;
}

}  // namespace

core::ExitCode write_report(const parallel::Communicator& communicator, const Config& config,
                            std::FILE* screen) {
  const auto units = parallel::agree(communicator, [&] { return plan_units(config, "layers"); });
  parallel::Log log(communicator, {}, screen);
  const bool whole = parallel::agree(
      communicator, [&] { return !communicator.is_root() || write_page(config, units, log); });
  return parallel::all_of(communicator, whole) ? core::ExitCode::done : core::ExitCode::input;
}

}  // namespace netseam::pipeline
