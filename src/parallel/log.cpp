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

void Log::line(std::string_view text) {
  status("");
  if (screen_ != nullptr) {
    fmt::print(screen_, "{}\n", text);
    std::fflush(screen_);
  }
  record(text);
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
  fmt::print(screen_, "{}{}", erase_line, text);
  std::fflush(screen_);
  status_shown_ = !text.empty();
}

}  // namespace netseam::parallel
