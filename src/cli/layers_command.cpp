#include "layers_command.hpp"

#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/signals.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <chrono>
#include <optional>
#include <span>

namespace netseam::cli {

core::ExitCode run_layers_command(const parallel::Communicator& communicator,
                                  const std::vector<std::string>& arguments, const Streams& streams) {
  const pipeline::Config config = parallel::agree(communicator, [&] {
    if (arguments.empty() || arguments[0].starts_with("-"))
      throw core::ConfigError("layers: expected a study file: netseam layers STUDY.ini");
    return pipeline::read_study(arguments[0], std::span(arguments).subspan(1));
  });
  std::optional<core::StopFlag> stop;
  if (config.run.max_hours > 0)
    stop.emplace(std::chrono::duration<double>(config.run.max_hours * 3600));
  else
    stop.emplace();
  const parallel::StopSignals signals(*stop);
  return pipeline::run_layers(communicator, config, *stop, streams.screen);
}

}  // namespace netseam::cli
