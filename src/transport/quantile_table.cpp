#include "quantile_table.hpp"

#include <algorithm>
#include <cstdint>

namespace netseam::transport {

void fill_quantile_table(core::MatrixView<const float> distance, std::span<float> scratch,
                         std::span<double> table) {
  const std::uint64_t n = distance.rows(), entries = n * n, blocks = table.size();
  auto end = scratch.begin();
  for (std::size_t i = 0; i < n; ++i) end = std::ranges::copy(distance.row(i).first(i), end).out;
  std::sort(scratch.begin(), end);
  // in units of 1 / blocks entries, entry e covers [e blocks, (e + 1) blocks), block b [b entries, ...)
  std::uint64_t entry = 0;
  for (std::uint64_t b = 0; b < blocks; ++b) {
    const std::uint64_t block_begin = b * entries, block_end = block_begin + entries;
    double sum = 0;
    for (;;) {
      const std::uint64_t begin = std::max(entry * blocks, block_begin);
      const std::uint64_t stop = std::min((entry + 1) * blocks, block_end);
      // n zeros of the diagonal come first, then each value of the triangle twice
      if (entry >= n)
        sum += static_cast<double>(scratch[(entry - n) / 2]) * static_cast<double>(stop - begin);
      if ((entry + 1) * blocks > block_end) break;
      ++entry;
      if (entry * blocks == block_end) break;
    }
    table[b] = sum / static_cast<double>(entries);
  }
}

}  // namespace netseam::transport
