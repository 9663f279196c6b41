#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::store {

class PosixFile;

/// A shard is an append-only file of one rank that keeps finished pieces of work safe from a kill.
/// Layout, numbers little-endian without padding:
///   header  magic "NSMSHARD", u32 version = 1, u32 length of the key, key, u32 CRC-32 of all before
///   record  u64 id, u64 length of the payload, u32 CRC-32 of (id, length, payload), payload
/// The key is a text that tells what the work depends on, such as a hash of the configuration and the input.

/// Where one record lies.
struct ShardEntry {
  std::uint64_t id = 0;
  std::uint64_t offset = 0;  // of the payload, in bytes from the beginning of the file
  std::uint64_t length = 0;  // of the payload, in bytes
};

enum class ShardState {
  usable,     // a shard of this key, perhaps with a torn tail
  missing,    // no such file
  other_key,  // a sound shard, but of other work: see ShardScan::key
  foreign,    // not a shard, or its header is damaged
};

/// What a shard holds.
struct ShardScan {
  ShardState state = ShardState::missing;
  std::string key;                  // as stored, if usable or other_key
  std::vector<ShardEntry> entries;  // sound records in file order, if usable; an id may come more than once
  std::uint64_t good_bytes = 0;     // header and sound records; 0 if the header itself is torn
  bool torn = false;  // something follows the last sound record: a kill struck in the middle of a write
};

/// Reads a shard and checks every record; stops at the first unsound one. No length in the file is trusted.
/// Throws core::InputError if the file is there but cannot be read. Cost: one pass over the file, 1 MiB of
/// memory.
[[nodiscard]] ShardScan scan_shard(const std::filesystem::path& path, std::string_view key);

/// The payload of one record of scan_shard. Throws core::InputError if it is no longer what was scanned.
[[nodiscard]] std::vector<std::byte> read_record(const std::filesystem::path& path, const ShardEntry& entry);

/// Appends records to a shard. Move-only. One process writes a shard at a time: a lock on the file makes a
/// second one fail.
class ShardWriter {
 public:
  /// Makes the shard and its folder, or continues one of the same key, cutting off a torn tail. An append is
  /// on disk once `sync_interval` has passed since the last time; 0 = when append() returns. Throws
  /// core::ConfigError with path and reason if the file cannot be written, is of another key, foreign, or in
  /// use by another process.
  ShardWriter(const std::filesystem::path& path, std::string_view key,
              std::chrono::duration<double> sync_interval = std::chrono::duration<double>::zero());
  ShardWriter(ShardWriter&& other) noexcept;
  ShardWriter& operator=(ShardWriter&& other) noexcept;
  ShardWriter(const ShardWriter&) = delete;
  ShardWriter& operator=(const ShardWriter&) = delete;
  ~ShardWriter();

  /// Adds one record. Throws core::ConfigError with path and reason (full disk); the shard then is as before
  /// the call.
  void append(std::uint64_t id, std::span<const std::byte> payload);
  /// Puts everything appended so far on disk.
  void sync();
  /// What the shard held when it was opened.
  [[nodiscard]] const std::vector<ShardEntry>& found() const noexcept { return found_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept;

 private:
  void write(std::span<const std::byte> head, std::span<const std::byte> payload);
  std::unique_ptr<PosixFile> file_;
  std::uint64_t size_ = 0;
  bool unsynced_ = false;
  std::chrono::duration<double> sync_interval_{};
  std::chrono::steady_clock::time_point last_sync_{};
  std::vector<ShardEntry> found_;
};

}  // namespace netseam::store
