#include "space_reservation.hpp"

#include "posix_file.hpp"

#include "netseam/parallel/agree.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace netseam::store {
namespace {

void require_free_space(const PosixFile& file, std::uint64_t bytes) {
  struct stat about {};
  struct statvfs system {};
  if (::fstat(file.get(), &about) != 0 || ::fstatvfs(file.get(), &system) != 0) return;
  const auto present = static_cast<std::uint64_t>(about.st_size);
  if (bytes > present && (bytes - present) / system.f_frsize >= system.f_bavail)
    throw_write_error(file.path(), "write", ENOSPC);
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
      require_free_space(file, bytes);
    } else if (failed != 0) {
      throw_write_error(path, "write", failed);
    }
    file.close();
  });
}

}  // namespace netseam::store
