#include "netseam/input/file_fingerprint.hpp"

#include "file_bytes.hpp"

#include <boost/crc.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace netseam::input {
namespace {

constexpr std::uint64_t all_ones = ~std::uint64_t{0};
using Crc64 = boost::crc_optimal<64, 0x42F0E1EBA9EA3693, all_ones, all_ones, true, true>;
constexpr std::uint64_t block = 1 << 20;
constexpr std::uint64_t blocks_between = 64;
constexpr std::uint64_t largest_whole = 64 * block;

}  // namespace

std::string fingerprint(const std::filesystem::path& path) {
  FileBytes file(path);
  Crc64 crc;
  std::vector<std::byte> buffer(static_cast<std::size_t>(std::min(block, file.size())));
  const auto add = [&](std::uint64_t offset) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(block, file.size() - offset));
    file.read_at(offset, std::span(buffer).first(length));
    crc.process_bytes(buffer.data(), length);
  };
  if (file.size() <= largest_whole) {
    for (std::uint64_t offset = 0; offset < file.size(); offset += block) add(offset);
  } else {
    const std::uint64_t last = file.size() - block;
    for (std::uint64_t k = 0; k <= blocks_between + 1; ++k) add(last / (blocks_between + 1) * k);
    add(last);
  }
  return fmt::format("{:x}-{:016x}", file.size(), crc.checksum());
}

}  // namespace netseam::input
