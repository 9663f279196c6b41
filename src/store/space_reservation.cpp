#include "space_reservation.hpp"

#include "posix_file.hpp"

#include "netseam/parallel/agree.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace netseam::store {
namespace {

constexpr std::uint64_t zeros_at_once = std::uint64_t{1} << 20;

/// Writes zeros from the end of a file up to `bytes`, rounded up: few calls of a size that disks like.
void fill_with_zeros(const PosixFile& file, std::uint64_t bytes) {
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) throw_write_error(file.path(), "ask for its size", errno);
  auto end = static_cast<std::uint64_t>(about.st_size);
  if (end >= bytes) return;
  const std::uint64_t wanted = (bytes + zeros_at_once - 1) / zeros_at_once * zeros_at_once;
  const std::vector<std::byte> zeros(zeros_at_once);
  while (end < wanted) {
    const std::uint64_t part = std::min(zeros_at_once, wanted - end);
    file.write_at(end, std::span(zeros).first(part));
    end += part;
  }
  file.sync();  // file systems over a network find out here that there is no room
}

bool is_same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

void reserve_space(const parallel::Communicator& communicator, const std::filesystem::path& path,
                   std::uint64_t bytes) {
  parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return;
    PosixFile file(path, O_RDWR | O_CREAT);
    int failed = 0;
    do failed = ::fallocate(file.get(), 0, 0, static_cast<off_t>(bytes)) != 0 ? errno : 0;
    while (failed == EINTR);
    if (failed == EOPNOTSUPP || failed == ENOSYS) {
      fill_with_zeros(file, bytes);
    } else if (failed != 0) {
      throw_write_error(path, "write", failed);
    }
    file.close();
  });
}

void divert_writes(const std::filesystem::path& path) noexcept {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return;
  const int memory = ::memfd_create("netseam-given-up", MFD_CLOEXEC);
  if (memory < 0) return;
  if (::ftruncate(memory, about.st_size) != 0) {
    ::close(memory);
    return;
  }
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    const int descriptor = std::atoi(entry->path().filename().c_str());
    struct stat open {};
    if (::fstat(descriptor, &open) == 0 && is_same_file(open, about)) ::dup2(memory, descriptor);
  }
  ::close(memory);
}

}  // namespace netseam::store
