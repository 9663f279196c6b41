#include "../hierarchy_options.hpp"
#include "../network_input.hpp"
#include "../network_modules.hpp"
#include "../network_verdicts.hpp"
#include "../run_provenance.hpp"
#include "../unit_start.hpp"

#include "netseam/artifact/hierarchy_csv.hpp"
#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/artifact/hierarchy_json.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/hierarchy_stage.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace netseam::pipeline {
namespace {

using Networks = std::vector<data::NetworkHierarchy>;

/// What a stage hands from unit to unit.
struct StageRun {
  const parallel::Communicator& communicator;
  const Config& config;
  const core::StopFlag& stop;
  std::FILE *screen, *lines;
  std::size_t refused = 0, networks = 0;
  std::string first_fault;
};

data::NetworkHierarchy hierarchy_of(const Config& config, std::size_t number,
                                    const input::ReadNetwork& read) {
  if (read.fault)
    return {read.network.name,
            read.network.units,
            {},
            {},
            core::InputError(*read.fault).what(),
            read.network.function,
            read.network.seed,
            {},
            read.network.order_warning};
  return modules_of(config, read.network, number);
}

/// Every ranks-th network on each rank, brought together on all; nothing when stopped early. Collective.
std::optional<Networks> find_all(StageRun& run, const NetworkInput& input) {
  const auto ranks = static_cast<std::size_t>(run.communicator.size()),
             rank = static_cast<std::size_t>(run.communicator.rank());
  const auto own = parallel::agree(run.communicator, [&] {
    Networks found;
    for (std::size_t n = rank; n < input.count && !run.stop.requested(); n += ranks)
      found.push_back(hierarchy_of(run.config, n, input.read(n)));
    return found;
  });
  if (parallel::any_of(run.communicator, run.stop.requested())) return std::nullopt;
  const auto packed = parallel::all_gather_bytes(run.communicator, artifact::pack_hierarchies(own));
  std::vector<Networks> of_rank;
  for (const auto& bytes : packed) of_rank.push_back(artifact::unpack_hierarchies(bytes));
  Networks all;
  for (std::size_t n = 0; n < input.count; ++n) all.push_back(std::move(of_rank[n % ranks][n / ranks]));
  return all;
}

void note_faults(StageRun& run, const WorkUnit& unit, const Networks& networks) {
  run.networks += networks.size();
  for (const auto& network : networks) {
    if (network.fault.empty()) continue;
    if (run.refused++ == 0) run.first_fault = fmt::format("{}: {}", unit.source.string(), network.fault);
  }
}

void print_lines(const StageRun& run, const Networks& networks) {
  if (run.lines == nullptr || !run.communicator.is_root()) return;
  std::string lines;
  for (const auto& network : networks) lines += artifact::hierarchy_line(network) + "\n";
  parallel::write_output(run.lines, lines);
}

/// How the order of weights is known, every order of the networks once. Collective.
void report_orders(const StageRun& run, const NetworkInput& input, const std::string& title,
                   parallel::Log& log) {
  parallel::agree(run.communicator, [&] {
    std::set<std::vector<std::string>> said;
    for (std::size_t n = 0; run.communicator.is_root() && n < input.count; ++n)
      if (const auto order = input.order(n); order && said.insert(order->name).second)
        report_order(log, title, *order, "[hierarchy]", "chain", run.config.run.dry_run);
  });
}

/// Lines and tables of a finished unit, on the root. Collective; errors reach all ranks.
void write_out(StageRun& run, const WorkUnit& unit) {
  parallel::agree(run.communicator, [&] {
    if (!run.communicator.is_root()) return;
    const auto file = artifact::load_hierarchies(unit.product);
    note_faults(run, unit, file.network);
    if (!run.config.run.csv.empty())
      artifact::write_hierarchy_csv(std::filesystem::path(run.config.run.csv) / unit.checkpoint, file.network,
                                    file.rate);
    print_lines(run, file.network);
  });
}

/// A unit of which every network was refused has no result that a corrected command would have to replace.
/// Throws InputError; nothing is saved. Collective.
void refuse_if_all_faulty(StageRun& run, const WorkUnit& unit, const Networks& networks) {
  for (const auto& network : networks)
    if (network.fault.empty()) return;
  parallel::agree(run.communicator, [&] {
    print_lines(run, networks);
    if (networks.empty()) return;
    const std::string count =
        networks.size() == 1 ? "the network was" : fmt::format("all {} networks were", networks.size());
    throw core::Error(core::ExitCode::input,
                      fmt::format("{}: {} refused, nothing is saved{}: {}", unit.source.string(), count,
                                  networks.size() == 1 ? "" : "; the first", networks.front().fault));
  });
}

std::string result_text(const Networks& networks) {
  std::size_t refused = 0, tied = 0;
  for (const auto& network : networks) {
    refused += network.fault.empty() ? 0 : 1;
    tied += data::sensitive_to_ties(network.modules) ? 1 : 0;
  }
  return fmt::format("{} with modules, {} of them decided by ties; {} refused",
                     core::counted(networks.size() - refused, "network"), tied, refused);
}

/// False when stopped early.
bool run_unit(StageRun& run, const WorkUnit& unit, const std::string& title) {
  const auto& communicator = run.communicator;
  RunFacts facts;
  facts.started = parallel::iso_time(std::chrono::system_clock::now());
  refuse_busy_unit(communicator, run.config, unit);
  const auto identity = agree_on_identity(communicator, run.config, unit, [&] {
    UnitSources sources{result_options_text(run.config, unit.stage), {}};
    add_files(sources, "", unit.source, network_files(run.config, unit));
    return sources;
  });
  const auto end_as_done = [&] {
    report_done(communicator, run.config, unit, identity, title, run.screen);
    write_out(run, unit);
    return true;
  };
  if (is_done(communicator, run.config, unit, identity)) return end_as_done();
  const auto input = parallel::agree(communicator, [&] { return open_networks(run.config, unit); });
  const auto hold = take_unit(communicator, run.config, unit, identity);
  if (!hold) return end_as_done();
  parallel::Log log(communicator, run.config.run.dry_run ? std::filesystem::path{} : unit.log, run.screen);
  report_orders(run, input, title, log);
  log.line(fmt::format("{}: {} on {}", title, core::counted(input.count, "network"),
                       core::counted(static_cast<std::size_t>(communicator.size()), "rank")));
  if (run.config.run.dry_run) return true;
  auto networks = find_all(run, input);
  require_same_inputs(communicator, identity);
  if (!networks) {
    log.line(fmt::format("{}: stopped early; the same command begins it anew", title));
    return false;
  }
  for (const auto& network : *networks)
    if (!network.fault.empty()) log.line("refused: " + network.fault);
  refuse_if_all_faulty(run, unit, *networks);
  const auto rates = parallel::agree(communicator, [&] { return judge_by_function(*networks); });
  artifact::save_hierarchies(communicator, hold->place(unit.product), *networks,
                             describe_run(communicator, run.config, unit, identity, facts),
                             hierarchy_convention(run.config), rates);
  log.line(fmt::format("{}: {}", title, result_text(*networks)));
  for (const auto& rate : rates)
    if (rate.part == "success")
      log.line(fmt::format("{}: {} of {} show the sub-functions", rate.group, rate.successes, rate.trials));
  log.line(fmt::format("{}: saved {}", title, unit.product.string()));
  write_out(run, unit);
  return true;
}

/// What is to be said of networks that were refused. Collective.
Shortcoming refused_text(const StageRun& run) {
  const std::string first = parallel::broadcast(run.communicator, run.first_fault);
  if (first.empty()) return {};
  const auto counts =
      parallel::broadcast(run.communicator, std::vector<std::size_t>{run.refused, run.networks});
  return {core::ExitCode::input,
          fmt::format("{} of {} networks were refused, the others are saved; the first: {}", counts[0],
                      counts[1], first)};
}

}  // namespace

core::ExitCode run_hierarchy(const parallel::Communicator& communicator, const Config& config,
                             const core::StopFlag& stop, std::FILE* screen, std::FILE* lines) {
  const auto units = parallel::agree(communicator, [&] {
    check_hierarchy_options(config);
    return plan_units(config, "hierarchy");
  });
  StageRun run{communicator, config, stop, screen, lines, 0, 0, {}};
  const auto outcome = do_units(communicator, units, screen, [&](std::size_t k) {
    return run_unit(run, units[k], fmt::format("{} ({} of {})", units[k].checkpoint, k + 1, units.size()));
  });
  return conclude(outcome, "checkpoint", refused_text(run));
}

}  // namespace netseam::pipeline
