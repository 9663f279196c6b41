#include "netseam/pipeline/record_shards.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr std::chrono::seconds sync_interval{2};

/// Names of the shards in a folder, which may be missing.
std::vector<std::string> shards_in(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".shard") names.push_back(entry->path().filename());
  if (error && error != std::errc::no_such_file_or_directory)
    throw core::ConfigError(fmt::format("{}: cannot read the folder: {}", folder.string(), error.message()));
  return names;
}

/// Names of the shards in a folder, sorted; the same on all ranks, also where a shared disk shows them late.
std::vector<std::string> list_shards(const parallel::Communicator& communicator,
                                     const std::filesystem::path& folder) {
  const std::string joined = parallel::broadcast(communicator, parallel::agree(communicator, [&] {
                                                   std::vector<std::string> names;
                                                   if (communicator.is_root()) names = shards_in(folder);
                                                   std::sort(names.begin(), names.end());
                                                   std::string text;
                                                   for (const auto& name : names) text += name + "\n";
                                                   return text;
                                                 }));
  std::vector<std::string> names;
  std::istringstream lines(joined);
  for (std::string name; std::getline(lines, name);) names.push_back(name);
  return names;
}

/// A number in "part-00012.shard"; files are numbered upwards and never reused.
std::uint64_t number_of(const std::string& name) {
  const auto first = name.find_first_of("0123456789");
  return first == std::string::npos || name.size() > 30 ? 0
                                                        : std::strtoull(name.c_str() + first, nullptr, 10);
}

bool mine(const parallel::Communicator& communicator, std::size_t file) {
  return file % static_cast<std::size_t>(communicator.size()) ==
         static_cast<std::size_t>(communicator.rank());
}

}  // namespace

ShardsFound find_shards(const parallel::Communicator& communicator, const std::filesystem::path& folder,
                        const std::string& key, std::string& other_key) {
  const auto files = list_shards(communicator, folder);
  struct Finding {
    std::string other;
    bool usable = false, other_key = false;
  };
  const auto found = parallel::agree(communicator, [&] {
    Finding finding;
    for (std::size_t file = 0; file < files.size(); ++file) {
      if (!mine(communicator, file)) continue;
      const auto scan = store::scan_shard(folder / files[file], key);
      finding.usable = finding.usable || (scan.state == store::ShardState::usable && !scan.entries.empty());
      if (scan.state == store::ShardState::other_key) finding = {scan.key, finding.usable, true};
    }
    return finding;
  });
  if (parallel::any_of(communicator, found.other_key)) {
    for (const auto& part : parallel::all_gather_bytes(communicator, std::as_bytes(std::span(found.other)))) {
      const std::string other(reinterpret_cast<const char*>(part.data()), part.size());
      if (!other.empty()) other_key = other;
    }
    return ShardsFound::other_key;
  }
  return parallel::any_of(communicator, found.usable) ? ShardsFound::usable : ShardsFound::nothing;
}

RecordShards::RecordShards(const parallel::Communicator& communicator, std::filesystem::path folder,
                           ShardKey key, RecordRange records)
    : communicator_(communicator),
      folder_(std::move(folder)),
      key_(std::move(key)),
      records_(records),
      located_(records.count) {
  scan();
}

void RecordShards::scan() {
  communicator_.barrier();
  files_ = list_shards(communicator_, folder_);
  const auto own = parallel::agree(communicator_, [&] {
    std::vector<Location> locations;
    for (std::size_t file = 0; file < files_.size(); ++file)
      if (mine(communicator_, file))
        for (const auto& entry : store::scan_shard(folder_ / files_[file], key_.text).entries)
          if (entry.id >= records_.first && entry.id - records_.first < records_.count)
            locations.push_back({file, entry});
    return locations;
  });
  located_.assign(records_.count, std::nullopt);
  for (const auto& location : parallel::all_gather(communicator_, std::span<const Location>(own)))
    located_[location.entry.id - records_.first] = location;
}

std::vector<std::byte> RecordShards::read(std::size_t index) const {
  const auto& location = located_.at(index);
  const auto file = location ? folder_ / files_[location->file] : folder_;
  std::error_code error;
  if (!location || !std::filesystem::exists(file, error))
    throw core::ConfigError(fmt::format(
        "{}: record {} is not there any more: the folder, or a part of it, was removed while this "
        "run went on; run the same command again",
        file.string(), records_.first + index));
  return store::read_record(file, location->entry);
}

std::string RecordShards::file_of(std::size_t index) const {
  const auto& location = located_.at(index);
  return location ? (folder_ / files_[location->file]).string() : folder_.string();
}

void RecordShards::add(std::size_t index, std::span<const std::byte> payload) {
  waiting_.push_back({index, {payload.begin(), payload.end()}});
  if (!key_.watch || key_.watch->is_due()) append_waiting();
}

void RecordShards::append_waiting() {
  if (key_.watch) key_.watch->require_unchanged();
  if (!waiting_.empty() && !writer_) {
    std::uint64_t next = 0;
    for (const auto& name : files_) next = std::max(next, number_of(name) + 1);
    const auto number = next + static_cast<std::uint64_t>(communicator_.rank());
    writer_.emplace(folder_ / fmt::format("part-{:06}.shard", number), key_.text, sync_interval);
  }
  for (const auto& record : waiting_) writer_->append(records_.first + record.index, record.payload);
  waiting_.clear();
}

void RecordShards::close() {
  append_waiting();
  if (writer_) writer_->sync();
  writer_.reset();
}

void discard_shards(const parallel::Communicator& communicator, const std::filesystem::path& folder) {
  communicator.barrier();
  parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return;
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    if (error)
      throw core::ConfigError(
          fmt::format("{}: the finished pieces cannot be removed: {}", folder.string(), error.message()));
  });
}

}  // namespace netseam::pipeline
