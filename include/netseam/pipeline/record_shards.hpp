#pragma once
#include "netseam/input/input_watch.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/store/shard_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netseam::pipeline {

/// What the shards of an unfinished unit say, before any of it is used.
enum class ShardsFound { nothing, usable, other_key };

/// Collective. Looks at the shards in `folder`: those of `key`, or of other work, whose key is `other` then.
[[nodiscard]] ShardsFound find_shards(const parallel::Communicator& communicator,
                                      const std::filesystem::path& folder, const std::string& key,
                                      std::string& other);

/// What shards must be of, and the files that what they get is computed from.
struct ShardKey {
  std::string text;
  std::shared_ptr<input::InputWatch> watch;  // null: nothing watches
  ShardKey() = default;
  ShardKey(std::string key, std::shared_ptr<input::InputWatch> files = nullptr)  // a text alone is a key
      : text(std::move(key)), watch(std::move(files)) {}
  ShardKey(const char* key) : text(key) {}
};

/// Collective. Deletes the shards of `folder`, of whatever work they are. Throws ConfigError with the reason
/// where that is not possible.
void discard_shards(const parallel::Communicator& communicator, const std::filesystem::path& folder);

/// Numbers of the records of one kind of work; kinds that share a folder have ranges that do not overlap.
struct RecordRange {
  std::uint64_t first = 0, count = 0;
};

/// The finished pieces of one kind of work of an unfinished unit, in append-only shards: every run of every
/// rank has a file of its own, so that any number of ranks can go on. Two objects may share a folder, but
/// only one of them adds until it is closed on all ranks, and the other one scans after that.
class RecordShards {
 public:
  /// Collective. Scans the shards of `key`, shared over the ranks; those of another key are an error of the
  /// caller. `communicator` must outlive the object.
  RecordShards(const parallel::Communicator& communicator, std::filesystem::path folder, ShardKey key,
               RecordRange records);

  /// Collective, after close() on all ranks. Finds the records that all ranks have added.
  void scan();
  /// Whether the last scan found record `first + index`.
  [[nodiscard]] bool has(std::size_t index) const { return located_.at(index).has_value(); }
  /// The payload of record `first + index`, on disk as long as the folder is. Rank-local. Throws
  /// ConfigError where it is missing, since somebody removed it, InputError where it is no longer what it
  /// was.
  [[nodiscard]] std::vector<std::byte> read(std::size_t index) const;
  /// The file of that record, for messages.
  [[nodiscard]] std::string file_of(std::size_t index) const;

  /// Appends record `first + index` to this rank's shard once the inputs were seen to be what they were; on
  /// disk within two seconds then, safe from a kill of the process at once. As looking may take 1 % of the
  /// time, a record may wait in memory for the next one. Rank-local. Throws ConfigError where the disk is
  /// full or cannot be written, core::Error with the code of bad input where an input has changed: then
  /// neither this record nor those that wait are appended.
  void add(std::size_t index, std::span<const std::byte> payload);
  /// Appends what waits, closes this rank's shard and puts it on disk. Rank-local. Throws as add().
  void close();

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  struct Location {
    std::uint64_t file = 0;
    store::ShardEntry entry;
  };
  struct Waiting {
    std::size_t index = 0;
    std::vector<std::byte> payload;
  };
  void append_waiting();

  const parallel::Communicator& communicator_;
  std::filesystem::path folder_;
  ShardKey key_;
  RecordRange records_;
  std::vector<std::string> files_;
  std::vector<std::optional<Location>> located_;  // by index
  std::optional<store::ShardWriter> writer_;
  std::vector<Waiting> waiting_;  // computed, but the inputs were not looked at since
};

}  // namespace netseam::pipeline
