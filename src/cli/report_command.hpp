#pragma once
#include "netseam/cli/command_line.hpp"

#include <string>
#include <vector>

namespace netseam::cli {

/// `netseam report STUDY.ini ...`. Collective.
[[nodiscard]] core::ExitCode run_report_command(const parallel::Communicator& communicator,
                                                const std::vector<std::string>& arguments,
                                                const Streams& streams);

}  // namespace netseam::cli
