#include "netseam/parallel/log.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace netseam::parallel {

std::string iso_time(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Log::Log(const Communicator& communicator, const std::filesystem::path& file, std::FILE* screen) {
  agree(communicator, [&] {
    if (!communicator.is_root() || file.empty()) return;
    file_.reset(std::fopen(file.c_str(), "a"));
    if (!file_) {
      throw core::ConfigError(
          fmt::format("cannot write the log file {}: {}", file.string(), std::strerror(errno)));
    }
  });
  if (!communicator.is_root() || screen == nullptr) return;
  screen_ = screen;
  terminal_ = isatty(fileno(screen)) == 1;
}

void write_output(std::FILE* out, std::string_view text) {
  std::clearerr(out);
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), out) == text.size() && std::fflush(out) == 0) return;
  const int reason = errno;
  if (reason == EPIPE) return;
  throw core::ConfigError(fmt::format("standard output: cannot be written: {}", std::strerror(reason)));
}

void print(const Communicator& communicator, std::FILE* out, std::string_view text) {
  agree(communicator, [&] {
    if (communicator.is_root()) write_output(out, text);
  });
}

void Log::line(std::string_view text) {
  record(text);
  status("");
  show(fmt::format("{}\n", text));
}

void Log::show(std::string_view text) {
  if (screen_ == nullptr) return;
  std::fwrite(text.data(), 1, text.size(), screen_);
  std::fflush(screen_);
}

void Log::record(std::string_view text) {
  if (!file_) return;
  const std::string dated = fmt::format("{} {}\n", iso_time(std::chrono::system_clock::now()), text);
  std::fwrite(dated.data(), 1, dated.size(), file_.get());
  std::fflush(file_.get());
}

void Log::status(std::string_view text) {
  if (!terminal_ || (text.empty() && !status_shown_)) return;
  constexpr const char* erase_line = "\r\033[K";
  show(fmt::format("{}{}", erase_line, text));
  status_shown_ = !text.empty();
}

}  // namespace netseam::parallel
