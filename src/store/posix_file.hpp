#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

namespace netseam::store {

/// Throws core::ConfigError "PATH: cannot WHAT: reason of the last system call, advice".
[[noreturn]] void throw_write_error(const std::filesystem::path& path, const std::string& what,
                                    int error_number);

/// Owner of a file descriptor. Move-only; destruction closes without a check, close() checks. All failures of
/// writing throw core::ConfigError with the path and the system's reason.
class PosixFile {
 public:
  PosixFile() = default;
  /// open(2) with `flags` and O_CLOEXEC; new files get the mode 0666 less the umask.
  PosixFile(std::filesystem::path path, int flags);
  PosixFile(PosixFile&& other) noexcept;
  PosixFile& operator=(PosixFile&& other) noexcept;
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  ~PosixFile();

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Writes all of `bytes` at `offset`, however many calls that takes.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) const;
  void truncate(std::uint64_t size) const;
  /// Waits until data (and size) are on disk.
  void sync() const;
  /// Closes; some file systems report a full disk only here.
  void close();

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Makes the folder that `path` is to lie in, and those above it.
void make_parent(const std::filesystem::path& path);
/// Puts the entry of `path` in its folder on disk. File systems that cannot do that are believed.
void sync_parent(const std::filesystem::path& path);
/// Renames, replacing, and puts the new name on disk.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace netseam::store
