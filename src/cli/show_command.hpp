#pragma once
#include "netseam/cli/command_line.hpp"

#include <string>
#include <vector>

namespace netseam::cli {

/// `netseam show FILE.h5 [--json] [--verify]`. Works on rank 0; collective.
[[nodiscard]] core::ExitCode run_show_command(const parallel::Communicator& communicator,
                                              const std::vector<std::string>& arguments,
                                              const Streams& streams);

}  // namespace netseam::cli
