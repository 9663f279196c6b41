#include "hdf5_dataset.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace netseam::store {
namespace {

constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
constexpr const char* written_elsewhere = "a file that is open for writing elsewhere";
constexpr const char* closed_file = "a file that its writer has closed";

std::string text_of(int error) { return std::generic_category().message(error); }

/// A descriptor of a regular file, for looks at it that HDF5 does not allow.
class LookedAt {
 public:
  explicit LookedAt(const std::filesystem::path& path) : path_(path) {
    // a named pipe must not block the run
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0) refuse(path, "", errno == ENOENT ? "no such file" : text_of(errno), "an HDF5 file");
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      refuse(path, "", "not a regular file", "an HDF5 file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~LookedAt() { ::close(descriptor_); }
  LookedAt(const LookedAt&) = delete;
  LookedAt& operator=(const LookedAt&) = delete;
  LookedAt(LookedAt&&) = delete;
  LookedAt& operator=(LookedAt&&) = delete;

  /// Whether a writer holds the lock that HDF5 takes. A file system without locks cannot tell.
  [[nodiscard]] bool is_locked() const {
    if (::flock(descriptor_, LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
    ::flock(descriptor_, LOCK_UN);
    return false;
  }

  /// Whether the superblock says that a writer has not closed the file (HDF5 File Format Specification 3.0,
  /// II.A: byte 11 from version 3 on). It lies at byte 0, or behind a user block of 512, 1024, ... bytes.
  [[nodiscard]] bool is_marked_as_open() const {
    for (std::uint64_t at = 0; at < size_; at = at == 0 ? 512 : 2 * at) {
      std::array<char, 12> start{};
      if (!read(at, start)) return false;
      if (std::string_view(start.data(), signature.size()) != signature) continue;
      constexpr char first_version = 3, writing = 1 | 4;  // written plainly, or for readers meanwhile
      return start[8] >= first_version && (start[11] & writing) != 0;
    }
    return false;
  }

 private:
  /// Reads what is there; false at the end of the file. A failure to read is the file's fault.
  [[nodiscard]] bool read(std::uint64_t at, std::span<char> out) const {
    for (std::size_t done = 0; done < out.size();) {
      const auto got =
          ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        refuse(path_, fmt::format("byte {}", at + done), text_of(errno), "a file that can be read");
      if (got == 0) return false;
      done += static_cast<std::size_t>(got);
    }
    return true;
  }

  const std::filesystem::path& path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// Whether the user decided on HDF5's locks, which then are the library's business.
bool user_set_locks() {
  const char* set = std::getenv("HDF5_USE_FILE_LOCKING");
  return set != nullptr && *set != '\0';
}

Hdf5Handle access_without_locks() {
  Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot make access properties");
  checked(H5Pset_file_locking(access.get(), false, true), "cannot do without locks");
  return access;
}

}  // namespace

Hdf5Handle open_for_reading(const std::filesystem::path& path) {
  silence_hdf5();
  const LookedAt look(path);
  if (!user_set_locks() && look.is_locked()) refuse(path, "", written_elsewhere, closed_file);
  const bool marked = look.is_marked_as_open();
  return reading_texts(path, "", [&] {
    try {
      const Hdf5Handle access = access_without_locks();
      return Hdf5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose, "cannot open it");
    } catch (const Hdf5Error& error) {
      // only where the user wants locks
      if (error.system_error() == EWOULDBLOCK) refuse(path, "", written_elsewhere, closed_file);
      if (!marked) throw;
      refuse(path, "", fmt::format("{}, or was left so by a crashed writer", written_elsewhere),
             fmt::format("{}; if nobody writes it: h5clear -s {}", closed_file, path.string()));
    }
  });
}

}  // namespace netseam::store
