#pragma once
#include <stdexcept>
#include <string>

namespace netseam::core {

/// Exit codes of the program; the same for every subcommand and documented in README.md.
enum class ExitCode : int { done = 0, internal = 1, usage = 2, input = 3, numerical = 4, stopped_early = 75 };

/// What the caller must tell from other errors of the same code.
enum class Cause : int {
  unspecified = 0,
  damaged_file = 1,      // not readable as what its name says, now or ever; it may be replaced
  changed_in_midrun = 2  // an input is not what it was when this run began to read it
};

/// Base of every error that Netseam reports. The message is complete: it needs no context to be understood.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message, Cause cause = Cause::unspecified)
      : std::runtime_error(message), code_(code), cause_(cause) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }
  [[nodiscard]] Cause cause() const noexcept { return cause_; }

 private:
  ExitCode code_;
  Cause cause_;
};

/// A fault of this program.
class InternalError : public Error {
 public:
  explicit InternalError(const std::string& message) : Error(ExitCode::internal, message) {}
};

/// The command line, the study file or the place for the output is at fault.
class ConfigError : public Error {
 public:
  explicit ConfigError(const std::string& message) : Error(ExitCode::usage, message) {}
};

/// A numerical method could not give a result.
class NumericalError : public Error {
 public:
  explicit NumericalError(const std::string& message) : Error(ExitCode::numerical, message) {}
};

/// What is wrong with an input file. `place` says where in the file (a layer, a row, a byte offset, a key).
struct InputFault {
  std::string file;
  std::string place;
  std::string found;
  std::string expected;
};

/// A file that the user gave is at fault. The message reads "FILE: PLACE: found FOUND, expected EXPECTED".
class InputError : public Error {
 public:
  explicit InputError(InputFault fault, Cause cause = Cause::unspecified);
  [[nodiscard]] const InputFault& fault() const noexcept { return fault_; }

 private:
  InputFault fault_;
};

}  // namespace netseam::core
