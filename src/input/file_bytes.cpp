#include "file_bytes.hpp"

#include "refuse.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace netseam::input {

FileBytes::FileBytes(const std::filesystem::path& path) : name_(path.string()) {
  descriptor_ =
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a named pipe must not block the run
  if (descriptor_ < 0) refuse(name_, "", std::generic_category().message(errno), "a readable file");
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    refuse(name_, "", S_ISDIR(status.st_mode) ? "a folder" : "a special file", "a regular file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

FileBytes::~FileBytes() { ::close(descriptor_); }

void FileBytes::expect_sequence(std::uint64_t offset, std::uint64_t length) const noexcept {
  // advice only: a file system that does not take it reads as well
  [[maybe_unused]] const int ignored = ::posix_fadvise(descriptor_, static_cast<off_t>(offset),
                                                       static_cast<off_t>(length), POSIX_FADV_SEQUENTIAL);
}

void FileBytes::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (offset > size_ || out.size() > size_ - offset) {
    refuse(name_, fmt::format("byte {}", offset), fmt::format("the end of the file at byte {}", size_),
           fmt::format("{} more bytes", out.size()));
  }
  for (std::size_t done = 0; done < out.size();) {
    const ssize_t got =
        ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      refuse(name_, fmt::format("byte {}", offset + done),
             got < 0 ? std::generic_category().message(errno) : "the end of a file that became shorter",
             fmt::format("{} more bytes", out.size() - done));
    }
    done += static_cast<std::size_t>(got);
  }
}

}  // namespace netseam::input
