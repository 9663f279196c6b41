#pragma once
// The commands that run a stage on every checkpoint of a study until it is done or stopped.
#include "netseam/cli/command_line.hpp"

#include <string>
#include <vector>

namespace netseam::cli {

/// `netseam layers STUDY.ini ...`. Collective.
[[nodiscard]] core::ExitCode run_layers_command(const parallel::Communicator& communicator,
                                                const std::vector<std::string>& arguments,
                                                const Streams& streams);

/// `netseam neurons STUDY.ini ...`. Collective.
[[nodiscard]] core::ExitCode run_neurons_command(const parallel::Communicator& communicator,
                                                 const std::vector<std::string>& arguments,
                                                 const Streams& streams);

/// `netseam train STUDY.ini ...`. Collective.
[[nodiscard]] core::ExitCode run_train_command(const parallel::Communicator& communicator,
                                               const std::vector<std::string>& arguments,
                                               const Streams& streams);

/// `netseam sculpt STUDY.ini ...`. Collective.
[[nodiscard]] core::ExitCode run_sculpt_command(const parallel::Communicator& communicator,
                                                const std::vector<std::string>& arguments,
                                                const Streams& streams);

/// `netseam hierarchy STUDY.ini ...`, or `netseam hierarchy NETWORKS ...` for one file of networks.
/// Collective.
[[nodiscard]] core::ExitCode run_hierarchy_command(const parallel::Communicator& communicator,
                                                   const std::vector<std::string>& arguments,
                                                   const Streams& streams);

}  // namespace netseam::cli
