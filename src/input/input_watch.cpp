#include "netseam/input/input_watch.hpp"

#include "refuse.hpp"
#include "safetensors_index.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/file_fingerprint.hpp"
#include "netseam/parallel/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace netseam::input {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::string time_text(std::int64_t time) {
  const std::chrono::sys_time<std::chrono::nanoseconds> point{std::chrono::nanoseconds(time)};
  return parallel::iso_time(std::chrono::time_point_cast<std::chrono::system_clock::duration>(point));
}

std::string describe(const FileStamp& stamp) {
  return fmt::format("{} bytes of {}", stamp.size, time_text(stamp.modified));
}

/// What a file has become, in words that tell it from what it was.
std::string change_text(const FileStamp& was, const FileStamp& is) {
  std::string text = fmt::format("was {}, is ", describe(was));
  if (is.size != was.size || is.modified / 1'000'000'000 != was.modified / 1'000'000'000)
    return text + describe(is);
  if (is.inode != was.inode) return text + "another file of that size and time";
  return text + fmt::format("the same size and date, written at {}", time_text(is.changed));
}

}  // namespace

std::vector<std::filesystem::path> files_behind(const std::filesystem::path& file) {
  std::vector<std::filesystem::path> files{file};
  if (file.filename().string().ends_with(".index.json"))
    for (auto& shard : shard_files(file)) files.push_back(std::move(shard));
  return files;
}

FileStamp stamp_of(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) refuse(file.string(), "", std::generic_category().message(errno), "a readable file");
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  ::close(descriptor);
  if (!known || !S_ISREG(status.st_mode))
    refuse(file.string(), "", S_ISDIR(status.st_mode) ? "a folder" : "a special file", "a regular file");
  return {static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim), static_cast<std::uint64_t>(status.st_ino)};
}

std::string stamp_text(const FileStamp& stamp) {
  return fmt::format("{} {} {} {}", stamp.size, stamp.modified, stamp.changed, stamp.inode);
}

InputWatch::InputWatch(std::vector<std::filesystem::path> files, std::size_t watchers)
    : files_(std::move(files)), least_pause_(std::chrono::milliseconds(watchers)) {
  for (const auto& file : files_) stamps_.push_back(stamp_of(file));
}

void InputWatch::require_unchanged() {
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t k = 0; k < files_.size(); ++k) {
    const auto fault = [&](const std::string& what) {
      return core::Error(core::ExitCode::input,
                         fmt::format("{}: {} it: {}; nothing "
                                     "is saved of what was computed since",
                                     files_[k].string(), changed_while_read, what),
                         core::Cause::changed_in_midrun);
    };
    FileStamp now;
    try {
      now = stamp_of(files_[k]);
    } catch (const core::InputError& error) {
      throw fault(fmt::format("was {}, is {}", describe(stamps_[k]), error.fault().found));
    }
    if (now != stamps_[k]) throw fault(change_text(stamps_[k], now));
  }
  last_look_ = std::chrono::steady_clock::now();
  cost_ = last_look_ - begin;
}

bool InputWatch::is_due() const {
  return std::chrono::steady_clock::now() - last_look_ >= std::max(100 * cost_, least_pause_);
}

}  // namespace netseam::input
