#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace netseam::store {

inline constexpr std::size_t shard_fixed_header_bytes = 16;  // magic, version, length of the key
inline constexpr std::size_t shard_longest_key = 1U << 20;   // a line for each of 10,000 input files
inline constexpr std::size_t shard_record_head_bytes = 20;   // id, length, CRC

/// CRC-32 of `bytes`, continuing from `crc` (0 to begin).
[[nodiscard]] std::uint32_t crc32_of(std::span<const std::byte> bytes, std::uint32_t crc = 0);

/// A little-endian number at the beginning of `bytes`.
[[nodiscard]] std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t length);

/// The header of a shard, CRC included. Throws core::InternalError if the key is longer than allowed.
[[nodiscard]] std::vector<std::byte> shard_header(std::string_view key);

/// id, length and CRC of a record.
[[nodiscard]] std::array<std::byte, shard_record_head_bytes> shard_record_head(
    std::uint64_t id, std::span<const std::byte> payload);

/// The CRC that a record of this head must have begins with this; go on with the payload.
[[nodiscard]] std::uint32_t shard_head_crc(std::span<const std::byte> head);

}  // namespace netseam::store
