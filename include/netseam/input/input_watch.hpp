#pragma once
// Whether files are still what they were.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace netseam::input {

/// All files that a source of tensors or lines reads: the file itself and, of an index, its shards. Throws
/// core::InputError for an index that cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> files_behind(const std::filesystem::path& file);

/// What the file system says of a file.
struct FileStamp {
  std::uint64_t size = 0;                  // bytes
  std::int64_t modified = 0, changed = 0;  // content, content or status: ns since 1970, by the file system
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

/// Opens the file to ask, so that a network file system looks again and does not answer from memory. Throws
/// core::InputError where it is no readable regular file. Rank-local.
[[nodiscard]] FileStamp stamp_of(const std::filesystem::path& file);

/// "SIZE MODIFIED CHANGED INODE"; equal texts are equal stamps.
[[nodiscard]] std::string stamp_text(const FileStamp& stamp);

/// Sees that the files that a run reads stay as they are. It cannot see a change that keeps size, inode and
/// both times: one that happens within the clock tick of the file system in which the stamp was taken (some
/// milliseconds, up to 2 s on old file systems), or that a file system without such times allows. Rank-local.
class InputWatch {
 public:
  InputWatch() = default;
  /// Takes the stamps of the files. `watchers`: how many ranks watch them. Throws core::InputError.
  explicit InputWatch(std::vector<std::filesystem::path> files, std::size_t watchers = 1);

  [[nodiscard]] const std::vector<std::filesystem::path>& files() const noexcept { return files_; }
  [[nodiscard]] std::span<const FileStamp> stamps() const noexcept { return stamps_; }

  /// Throws core::Error with the code of bad input, naming the first file that is no longer what it was, what
  /// it was and what it is.
  void require_unchanged();
  /// False as long as the last look is so recent that another one would make looking cost more than 1 % of
  /// the time of this rank, or all watchers take more than some 1,000 looks a second at the file system.
  [[nodiscard]] bool is_due() const;

 private:
  std::vector<std::filesystem::path> files_;
  std::vector<FileStamp> stamps_;
  std::chrono::steady_clock::time_point last_look_{};
  std::chrono::steady_clock::duration cost_{}, least_pause_{};
};

}  // namespace netseam::input
