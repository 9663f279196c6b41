#pragma once
#include "netseam/core/error.hpp"

#include <exception>
#include <string>
#include <string_view>

namespace netseam::parallel {

/// Exit code, message and cause of an error.
struct Failure {
  core::ExitCode code = core::ExitCode::internal;
  std::string message;
  core::Cause cause = core::Cause::unspecified;
};

/// What an exception says: those of a core::Error; for std::bad_alloc the code of ConfigError,
/// since options ask for more than the node has, and which rank it was and how much memory there is; any
/// other is an internal error. Rank-local.
[[nodiscard]] Failure describe(const std::exception_ptr& failure);

/// Prints "netseam: rank R: MESSAGE" and ends all ranks of the program with `code`, whatever they are doing,
/// within seconds: by MPI_Abort, or by the end of this process alone should that not return. Takes no memory
/// and waits for nobody; buffered output is lost. Ranks other than 0 let a moment pass before they speak, so
/// that rank 0 speaks alone where all fail alike.
[[noreturn]] void end_all_ranks(core::ExitCode code, std::string_view message) noexcept;

/// From now on an exception that nothing catches ends all ranks with its code and message, without unwinding:
/// destructors that are collective would wait for ranks that do not come.
void end_all_ranks_on_uncaught_errors() noexcept;

}  // namespace netseam::parallel
