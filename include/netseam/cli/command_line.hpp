#pragma once
#include "netseam/core/error.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstdio>
#include <string>
#include <vector>

namespace netseam::cli {

/// Where a command writes: results to `out`, lines about the run to `screen`; only rank 0 writes.
struct Streams {
  std::FILE* out = stdout;
  std::FILE* screen = stderr;
};

/// Runs one subcommand; `arguments` are those of the program without its name. Collective.
/// Throws the same core::Error on all ranks.
[[nodiscard]] core::ExitCode run_command(const parallel::Communicator& communicator,
                                         const std::vector<std::string>& arguments, const Streams& streams);

/// What `netseam --help` prints.
[[nodiscard]] std::string help_text();

}  // namespace netseam::cli
