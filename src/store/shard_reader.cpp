#include "shard_format.hpp"

#include "netseam/core/error.hpp"
#include "netseam/store/shard_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

namespace netseam::store {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;

// sequential reads from a shard whose size was taken once; what is appended later is not seen
class ShardInput {
 public:
  explicit ShardInput(const std::filesystem::path& path) : path_(path), stream_(path, std::ios::binary) {
    std::error_code error;
    size_ = std::filesystem::file_size(path, error);
    if (!stream_ || error) fail(error ? error.message() : "no permission to read");
  }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t left() const noexcept { return size_ - position_; }
  [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

  void seek(std::uint64_t position) {
    stream_.seekg(static_cast<std::streamoff>(position));
    position_ = position;
  }
  // at most `length` bytes, fewer at the end of the file
  std::vector<std::byte> read(std::uint64_t length) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(length, left())));
    stream_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(stream_.gcount()) != bytes.size())
      fail("it ended early or could not be read");
    position_ += bytes.size();
    return bytes;
  }

 private:
  [[noreturn]] void fail(const std::string& found) const {
    throw core::InputError({path_.string(), fmt::format("byte {}", position_), found, "a readable shard"});
  }
  const std::filesystem::path& path_;
  std::ifstream stream_;
  std::uint64_t size_ = 0, position_ = 0;
};

bool is_prefix(const std::vector<std::byte>& part, const std::vector<std::byte>& whole) {
  return part.size() < whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

// the stored key, if the header is sound
std::optional<std::string> read_header(ShardInput& input) {
  std::vector<std::byte> bytes = input.read(shard_fixed_header_bytes);
  if (bytes.size() < shard_fixed_header_bytes) return std::nullopt;
  const std::uint64_t key_length = little_endian(std::span(bytes).subspan(12), 4);
  if (key_length > shard_longest_key) return std::nullopt;
  const auto rest = input.read(key_length + 4);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  const auto* first = reinterpret_cast<const char*>(rest.data());
  std::string key(first, first + std::min<std::size_t>(rest.size(), key_length));
  if (bytes != shard_header(key)) return std::nullopt;
  return key;
}

// the record at the present position, or nothing if it is not sound
std::optional<ShardEntry> read_entry(ShardInput& input) {
  const auto head = input.read(shard_record_head_bytes);
  if (head.size() < shard_record_head_bytes) return std::nullopt;
  const std::span<const std::byte> view(head);
  const ShardEntry entry{little_endian(view, 8), input.position(), little_endian(view.subspan(8), 8)};
  if (entry.length > input.left()) return std::nullopt;
  std::uint32_t crc = shard_head_crc(view);
  for (std::uint64_t left = entry.length; left > 0;) {
    const auto block = input.read(std::min<std::uint64_t>(left, block_bytes));
    crc = crc32_of(block, crc);
    left -= block.size();
  }
  return crc == little_endian(view.subspan(16), 4) ? std::optional(entry) : std::nullopt;
}

}  // namespace

ShardScan scan_shard(const std::filesystem::path& path, std::string_view key) {
  ShardScan scan;
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return scan;
  ShardInput input(path);
  const auto expected = shard_header(key);
  if (input.size() < expected.size() && is_prefix(input.read(input.size()), expected)) {
    scan.state = ShardState::usable;
    scan.key = key;
    scan.torn = input.size() > 0;
    return scan;
  }
  input.seek(0);
  const auto stored_key = read_header(input);
  scan.state = !stored_key          ? ShardState::foreign
               : *stored_key == key ? ShardState::usable
                                    : ShardState::other_key;
  scan.key = stored_key.value_or("");
  if (scan.state != ShardState::usable) return scan;
  scan.good_bytes = input.position();
  while (input.left() > 0) {
    const auto entry = read_entry(input);
    if (!entry) break;
    scan.entries.push_back(*entry);
    scan.good_bytes = input.position();
  }
  scan.torn = scan.good_bytes < input.size();
  return scan;
}

std::vector<std::byte> read_record(const std::filesystem::path& path, const ShardEntry& entry) {
  ShardInput input(path);
  const auto refuse = [&](const std::string& found) {
    throw core::InputError({path.string(), fmt::format("record {} at byte {}", entry.id, entry.offset), found,
                            "the record that was there when the shard was scanned"});
  };
  if (entry.offset < shard_record_head_bytes || entry.offset > input.size() ||
      entry.length > input.size() - entry.offset)
    refuse(fmt::format("a file of {} bytes", input.size()));
  input.seek(entry.offset - shard_record_head_bytes);
  const auto head = input.read(shard_record_head_bytes);
  auto payload = input.read(entry.length);
  const auto expected = shard_record_head(entry.id, payload);
  if (!std::equal(head.begin(), head.end(), expected.begin(), expected.end())) refuse("other bytes");
  return payload;
}

}  // namespace netseam::store
