#include "posix_file.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace netseam::store {
namespace {

std::filesystem::path parent_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

std::string advice(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space or choose another output folder, then run the same command again";
    case EFBIG:
      return "; raise the limit on file sizes (ulimit -f)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; choose an output folder that you may write";
    default:
      return "";
  }
}

}  // namespace

void throw_write_error(const std::filesystem::path& path, const std::string& what, int error_number) {
  throw core::ConfigError(path.string() + ": cannot " + what + ": " +
                          std::generic_category().message(error_number) + advice(error_number));
}

PosixFile::PosixFile(std::filesystem::path path, int flags) : path_(std::move(path)) {
  do descriptor_ = ::open(path_.c_str(), flags | O_CLOEXEC, 0666);
  while (descriptor_ < 0 && errno == EINTR);
  if (descriptor_ < 0) throw_write_error(path_, "open it for writing", errno);
}

PosixFile::PosixFile(PosixFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

PosixFile& PosixFile::operator=(PosixFile&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    path_ = std::move(other.path_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

PosixFile::~PosixFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void PosixFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    // Linux moves less than 2^31 bytes per call
    const std::size_t part = std::min(bytes.size(), std::size_t{1} << 30);
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), part, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw_write_error(path_, "write", written < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void PosixFile::truncate(std::uint64_t size) const {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) throw_write_error(path_, "cut it", errno);
}

void PosixFile::sync() const {
  if (::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS)
    throw_write_error(path_, "put it on disk", errno);
}

void PosixFile::close() {
  if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR)
    throw_write_error(path_, "close it", errno);
}

void make_parent(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(parent_of(path), error);
  if (error) throw_write_error(parent_of(path), "make the folder", error.value());
}

void sync_parent(const std::filesystem::path& path) {
  const int folder = ::open(parent_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  const int failed = ::fsync(folder) != 0 ? errno : 0;
  ::close(folder);
  if (failed == EIO || failed == ENOSPC || failed == EDQUOT)
    throw_write_error(path, "put its name on disk", failed);
}

void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw_write_error(to, "rename " + from.filename().string() + " to it", errno);
  sync_parent(to);
}

}  // namespace netseam::store
