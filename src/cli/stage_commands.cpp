#include "stage_commands.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/signals.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/neurons_stage.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <span>

namespace netseam::cli {
namespace {

template <class Stage>
core::ExitCode run_stage(const parallel::Communicator& communicator, const std::string& name,
                         const std::vector<std::string>& arguments, const Streams& streams,
                         const Stage& stage) {
  const pipeline::Config config = parallel::agree(communicator, [&] {
    if (arguments.empty() || arguments[0].starts_with("-"))
      throw core::ConfigError(fmt::format("{}: expected a study file: netseam {} STUDY.ini", name, name));
    return pipeline::read_study(arguments[0], std::span(arguments).subspan(1));
  });
  std::optional<core::StopFlag> stop;
  if (config.run.max_hours > 0)
    stop.emplace(std::chrono::duration<double>(config.run.max_hours * 3600));
  else
    stop.emplace();
  const parallel::StopSignals signals(*stop);
  return stage(communicator, config, *stop, streams.screen);
}

}  // namespace

core::ExitCode run_layers_command(const parallel::Communicator& communicator,
                                  const std::vector<std::string>& arguments, const Streams& streams) {
  return run_stage(communicator, "layers", arguments, streams, pipeline::run_layers);
}

core::ExitCode run_neurons_command(const parallel::Communicator& communicator,
                                   const std::vector<std::string>& arguments, const Streams& streams) {
  return run_stage(communicator, "neurons", arguments, streams, pipeline::run_neurons);
}

}  // namespace netseam::cli
