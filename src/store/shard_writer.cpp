#include "posix_file.hpp"
#include "shard_format.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/shard_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace netseam::store {
namespace {

void lock(const PosixFile& file) {
  // file systems without locks are used without
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw core::ConfigError(file.path().string() +
                            ": another process writes this shard; wait for that run or stop it");
}

void require_own(const std::filesystem::path& path, const ShardScan& scan, std::string_view key) {
  if (scan.state == ShardState::foreign)
    throw core::ConfigError(path.string() +
                            ": not a shard of netseam, or its beginning is damaged; remove it to start over");
  if (scan.state == ShardState::other_key)
    throw core::ConfigError(path.string() + ": holds work of key " + scan.key + ", but this run has key " +
                            std::string(key) + "; remove it to start over");
}

}  // namespace

ShardWriter::ShardWriter(const std::filesystem::path& path, std::string_view key,
                         std::chrono::duration<double> sync_interval)
    : sync_interval_(sync_interval) {
  make_parent(path);
  file_ = std::make_unique<PosixFile>(path, O_RDWR | O_CREAT);
  lock(*file_);
  ShardScan scan = scan_shard(path, key);
  require_own(path, scan, key);
  size_ = scan.good_bytes;
  found_ = std::move(scan.entries);
  if (scan.torn) file_->truncate(size_);
  if (size_ == 0) write(shard_header(key), {});
  file_->sync();
  sync_parent(path);
  last_sync_ = std::chrono::steady_clock::now();
}

ShardWriter::ShardWriter(ShardWriter&&) noexcept = default;
ShardWriter& ShardWriter::operator=(ShardWriter&&) noexcept = default;

ShardWriter::~ShardWriter() {
  // closing leaves the data to the system, which keeps it unless the machine itself fails
  if (file_ && unsynced_) ::fdatasync(file_->get());
}

const std::filesystem::path& ShardWriter::path() const noexcept { return file_->path(); }

void ShardWriter::write(std::span<const std::byte> head, std::span<const std::byte> payload) {
  try {
    file_->write_at(size_, head);
    file_->write_at(size_ + head.size(), payload);
  } catch (...) {
    // what was written is a torn tail, which a scan ignores, should cutting it fail too
    [[maybe_unused]] const int ignored = ::ftruncate(file_->get(), static_cast<off_t>(size_));
    throw;
  }
  size_ += head.size() + payload.size();
}

void ShardWriter::append(std::uint64_t id, std::span<const std::byte> payload) {
  write(shard_record_head(id, payload), payload);
  unsynced_ = true;
  if (std::chrono::steady_clock::now() - last_sync_ >= sync_interval_) sync();
}

void ShardWriter::sync() {
  file_->sync();
  unsynced_ = false;
  last_sync_ = std::chrono::steady_clock::now();
}

}  // namespace netseam::store
