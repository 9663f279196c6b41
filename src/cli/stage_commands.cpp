#include "stage_commands.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/launcher.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/parallel/signals.hpp"
#include "netseam/pipeline/hierarchy_stage.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/neurons_stage.hpp"
#include "netseam/pipeline/report_stage.hpp"
#include "netseam/pipeline/sculpt_stage.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/train_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <sstream>

namespace netseam::cli {
namespace {

pipeline::Config read_first_argument(const std::string& name, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0].starts_with("-"))
    throw core::ConfigError(fmt::format("{}: expected a study file: netseam {} STUDY.ini", name, name));
  return pipeline::read_study(arguments[0], std::span(arguments).subspan(1));
}

/// A study of one file of networks; results go below the working directory.
pipeline::Config study_of_networks(const std::vector<std::string>& arguments) {
  std::istringstream no_text;
  auto config =
      pipeline::parse_study(no_text, "command line", std::filesystem::current_path() / "command line",
                            std::span(arguments).subspan(1));
  config.study.name = "networks";
  config.study.checkpoints = {arguments[0]};
  return config;
}

/// What a dry run cannot know, and how to read what it says. Descents and trainings end when they have
/// converged, not after a number of steps that is known before.
void end_dry_run(const parallel::Communicator& communicator, const pipeline::Config& config,
                 std::FILE* screen) {
  if (!config.run.dry_run) return;
  parallel::Log(communicator, {}, screen)
      .line(
          "dry run: nothing was computed. Where several amounts of memory are named, the steps follow each "
          "other "
          "and the largest counts. How long it takes cannot be told before: the run says so once its first "
          "pieces of work are done");
}

template <class Stage>
core::ExitCode run_stage(const parallel::Communicator& communicator, const pipeline::Config& config,
                         const Streams& streams, const Stage& stage) {
  parallel::require_launcher_of_this_mpi(communicator);
  std::optional<core::StopFlag> stop;
  if (config.run.max_hours > 0)
    stop.emplace(std::chrono::duration<double>(config.run.max_hours * 3600));
  else
    stop.emplace();
  parallel::StopLimits limits{{}, std::chrono::duration<double>(config.run.grace), true};
  if (config.run.max_hours > 0)
    limits.time_limit = std::chrono::duration<double>(config.run.max_hours * 3600);
  const parallel::StopSignals signals(*stop, limits);
  const auto report = [&](core::ExitCode code) {
    if (!config.run.report || config.run.dry_run || code != core::ExitCode::done) return code;
    return pipeline::write_report(communicator, config, streams.screen);
  };
  try {
    const auto code = stage(communicator, config, *stop, streams.screen);
    end_dry_run(communicator, config, streams.screen);
    return report(code);
  } catch (const parallel::AgreedError& error) {
    // what falls short, and what is left of bad input, is saved, and shown
    const bool some_saved =
        error.code() == core::ExitCode::numerical || error.code() == core::ExitCode::input;
    try {
      if (some_saved) (void)report(core::ExitCode::done);
    } catch (const parallel::AgreedError&) {  // nothing is saved yet: the first fault is the one to tell
    }
    throw;
  }
}

}  // namespace

core::ExitCode run_layers_command(const parallel::Communicator& communicator,
                                  const std::vector<std::string>& arguments, const Streams& streams) {
  const auto config = parallel::agree(communicator, [&] { return read_first_argument("layers", arguments); });
  return run_stage(communicator, config, streams, pipeline::run_layers);
}

core::ExitCode run_neurons_command(const parallel::Communicator& communicator,
                                   const std::vector<std::string>& arguments, const Streams& streams) {
  const auto config =
      parallel::agree(communicator, [&] { return read_first_argument("neurons", arguments); });
  return run_stage(communicator, config, streams, pipeline::run_neurons);
}

core::ExitCode run_sculpt_command(const parallel::Communicator& communicator,
                                  const std::vector<std::string>& arguments, const Streams& streams) {
  const auto config = parallel::agree(communicator, [&] { return read_first_argument("sculpt", arguments); });
  return run_stage(communicator, config, streams, pipeline::run_sculpt);
}

core::ExitCode run_train_command(const parallel::Communicator& communicator,
                                 const std::vector<std::string>& arguments, const Streams& streams) {
  const auto config = parallel::agree(communicator, [&] { return read_first_argument("train", arguments); });
  return run_stage(communicator, config, streams, pipeline::run_train);
}

core::ExitCode run_hierarchy_command(const parallel::Communicator& communicator,
                                     const std::vector<std::string>& arguments, const Streams& streams) {
  std::vector<std::string> others = arguments;
  const bool json = std::erase(others, "--json") > 0;
  const auto config = parallel::agree(communicator, [&] {
    const bool networks = !others.empty() && !others[0].starts_with("-") && !others[0].ends_with(".ini");
    return networks ? study_of_networks(others) : read_first_argument("hierarchy", others);
  });
  return run_stage(communicator, config, streams,
                   [&](const auto& all, const auto& study, const auto& stop, std::FILE* screen) {
                     return pipeline::run_hierarchy(all, study, stop, screen, json ? streams.out : nullptr);
                   });
}

}  // namespace netseam::cli
