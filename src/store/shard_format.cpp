#include "shard_format.hpp"

#include "netseam/core/error.hpp"

#include <zlib.h>

#include <algorithm>

namespace netseam::store {
namespace {

constexpr std::string_view magic = "NSMSHARD";
constexpr std::uint64_t version = 1;

void append(std::vector<std::byte>& bytes, std::uint64_t value, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<std::byte>(value >> (8 * i) & 0xff));
}

}  // namespace

std::uint32_t crc32_of(std::span<const std::byte> bytes, std::uint32_t crc) {
  if (bytes.empty()) return crc;  // zlib takes a null pointer as a call for the initial value
  return static_cast<std::uint32_t>(
      ::crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return value;
}

std::vector<std::byte> shard_header(std::string_view key) {
  if (key.size() > shard_longest_key) throw core::InternalError("the key of a shard is longer than 1 MiB");
  std::vector<std::byte> bytes;
  for (const char c : magic) bytes.push_back(static_cast<std::byte>(c));
  append(bytes, version, 4);
  append(bytes, key.size(), 4);
  for (const char c : key) bytes.push_back(static_cast<std::byte>(c));
  append(bytes, crc32_of(bytes), 4);
  return bytes;
}

std::array<std::byte, shard_record_head_bytes> shard_record_head(std::uint64_t id,
                                                                 std::span<const std::byte> payload) {
  std::vector<std::byte> bytes;
  append(bytes, id, 8);
  append(bytes, payload.size(), 8);
  append(bytes, crc32_of(payload, crc32_of(bytes)), 4);
  std::array<std::byte, shard_record_head_bytes> head{};
  std::copy(bytes.begin(), bytes.end(), head.begin());
  return head;
}

std::uint32_t shard_head_crc(std::span<const std::byte> head) { return crc32_of(head.first(16)); }

}  // namespace netseam::store
