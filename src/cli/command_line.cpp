#include "netseam/cli/command_line.hpp"

#include "report_command.hpp"
#include "show_command.hpp"
#include "stage_commands.hpp"

#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/neuron_presets.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

namespace netseam::cli {
namespace {

using Arguments = std::vector<std::string>;

struct Command {
  std::string name, usage, purpose;
  std::function<core::ExitCode(const parallel::Communicator&, const Arguments&, const Streams&)> run;
};

core::ExitCode run_config(const parallel::Communicator& communicator, const Arguments& arguments,
                          const Streams& streams) {
  const std::string text = parallel::agree(communicator, [&] {
    if (arguments == Arguments{"--presets"}) return std::string(pipeline::neuron_presets_text());
    if (arguments == Arguments{"--defaults"}) return pipeline::default_study_text();
    throw core::ConfigError(
        "config: expected --defaults, which prints every option as a study file, or --presets, which prints "
        "what neurons.preset may name");
  });
  parallel::print(communicator, streams.out, text);
  return core::ExitCode::done;
}

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"layers", "STUDY.ini [--OPTION=VALUE ...]",
       "distances of all layer pairs of every checkpoint, and layer groups", run_layers_command},
      {"neurons", "STUDY.ini [--OPTION=VALUE ...]",
       "clusters of the neurons of every checkpoint, their n-cut and its null distributions",
       run_neurons_command},
      {"train", "STUDY.ini [--OPTION=VALUE ...]",
       "networks that are trained on tasks, with checkpoints along the way for the other stages",
       run_train_command},
      {"sculpt", "STUDY.ini [--OPTION=VALUE ...]",
       "networks that are trained on tasks and pruned, units and then edges, and the modules of what is left",
       run_sculpt_command},
      {"hierarchy", "STUDY.ini | NETWORKS [--json] [--OPTION=VALUE ...]",
       "modules of pruned networks, inside layers and merged over layers; --json prints a line for each "
       "network",
       run_hierarchy_command},
      {"report", "STUDY.ini [--OPTION=VALUE ...]",
       "one self-contained HTML page of the results of every checkpoint, and their numbers as JSON",
       run_report_command},
      {"show", "FILE.h5 [--json] [--verify]",
       "a result of layers, neurons, train, sculpt or hierarchy as text (or JSON); --verify computes one of "
       "layers again from its inputs",
       run_show_command},
      {"config", "--defaults | --presets",
       "every option with its default, as a study file; or what neurons.preset may name", run_config}};
  return table;
}

}  // namespace

std::string help_text() {
  std::string text = "netseam finds where a trained neural network divides.\n\nusage:\n";
  for (const Command& command : commands())
    text += fmt::format("  netseam {} {}\n      {}\n", command.name, command.usage, command.purpose);
  text += "  netseam --version | --help\n\n";
  text += "With mpirun or srun the same command runs on more ranks. Exit codes: 0 done, 1 internal error,\n";
  text +=
      "2 usage or config, 3 bad input, 4 numerical failure, 75 stopped early (the same command goes on).\n\n";
  text += "Options of a study, in its file or as --section.name=VALUE (those of [run] also as --name):\n";
  return text + pipeline::options_help();
}

core::ExitCode run_command(const parallel::Communicator& communicator, const Arguments& arguments,
                           const Streams& streams) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    parallel::print(communicator, streams.out, help_text());
    return arguments.empty() ? core::ExitCode::usage : core::ExitCode::done;
  }
  if (arguments[0] == "--version") {
    parallel::print(communicator, streams.out, pipeline::version_text() + "\n");
    return core::ExitCode::done;
  }
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == arguments[0]) {
      for (const auto& argument : arguments)
        if (argument == "--help") return run_command(communicator, {"--help"}, streams);
      return command.run(communicator, {arguments.begin() + 1, arguments.end()}, streams);
    }
    names.push_back(command.name);
  }
  return parallel::agree(communicator, [&]() -> core::ExitCode {
    throw core::ConfigError(
        fmt::format("'{}' is no command{}; commands are {}; `netseam --help` describes them", arguments[0],
                    core::suggestion(arguments[0], names), fmt::join(names, ", ")));
  });
}

}  // namespace netseam::cli
