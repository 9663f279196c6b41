#include "netseam/core/random_stream.hpp"

#include <cmath>
#include <numbers>

namespace netseam::core {
namespace {
__extension__ using UInt128 = unsigned __int128;
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = 0xD2511F53ULL * counter[0];
    const std::uint64_t product1 = 0xCD9E8D57ULL * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t unit, Purpose purpose)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {
  // a block of the keyed generator makes the low counter words free for counting
  const auto start = philox({static_cast<std::uint32_t>(unit), static_cast<std::uint32_t>(unit >> 32),
                             static_cast<std::uint32_t>(purpose), 0x6e657473U},
                            key_);
  key_ = {start[0], start[1]};
  counter_ = {0, 0, start[2], start[3]};
}

std::uint64_t RandomStream::bits() {
  if (used_ == 4) {
    block_ = philox(counter_, key_);
    if (++counter_[0] == 0) ++counter_[1];
    used_ = 0;
  }
  const std::uint64_t low = block_[used_], high = block_[used_ + 1];
  used_ += 2;
  return high << 32 | low;
}

double RandomStream::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
  const std::uint64_t reject_under = -bound % bound;
  for (;;) {
    const UInt128 product = static_cast<UInt128>(bits()) * bound;
    if (static_cast<std::uint64_t>(product) >= reject_under) return static_cast<std::uint64_t>(product >> 64);
  }
}

}  // namespace netseam::core
