#pragma once
#include "netseam/parallel/communicator.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace netseam::parallel {

/// "2026-11-05T14:03:09Z": the time in UTC as ISO 8601 writes it.
[[nodiscard]] std::string iso_time(std::chrono::system_clock::time_point time);

/// Writes `text` to standard output (or another stream) and flushes it. Throws ConfigError with the reason
/// where that fails. A closed pipe is no error: whoever read has enough, and the rest is dropped. Rank-local.
void write_output(std::FILE* out, std::string_view text);
/// The same by the root. Collective; all ranks throw.
void print(const Communicator& communicator, std::FILE* out, std::string_view text);

/// The run log. Rank 0 writes lines for people to `screen` and the same lines, dated, to the end of a file;
/// every other rank is silent, so all ranks may call every function. Lost log lines (full disk) never stop a
/// run.
class Log {
 public:
  /// `file`: appended to; its folder must exist; empty = no file. `screen`: not owned; null = none.
  /// Collective: fails on all ranks, with the code of ConfigError, when rank 0 cannot open the file.
  Log(const Communicator& communicator, const std::filesystem::path& file, std::FILE* screen = stderr);

  /// One line, dated, for the file, and one for the screen. What cannot be written there (a full disk, a
  /// terminal that is gone) is lost without an error, here and below: the work goes on.
  void line(std::string_view text);
  /// One dated line for the file only.
  void record(std::string_view text);
  /// Replaces the last, passing line of a terminal; nothing where the screen is not a terminal. Empty = takes
  /// it away.
  void status(std::string_view text);
  /// True on rank 0 when the screen is a terminal.
  [[nodiscard]] bool terminal() const noexcept { return terminal_; }

 private:
  void show(std::string_view text);
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::FILE* screen_ = nullptr;
  bool terminal_ = false;
  bool status_shown_ = false;
};

}  // namespace netseam::parallel
