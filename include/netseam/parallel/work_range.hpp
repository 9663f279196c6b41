#pragma once
#include <cstddef>

namespace netseam::parallel {

/// Items begin, begin + 1, ..., end - 1.
struct WorkRange {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
  friend bool operator==(const WorkRange&, const WorkRange&) = default;
};

/// The items of rank `rank` when so many items are cut into contiguous ranges, one for each of `ranks` ranks,
/// whose sizes differ by one at most, the longer ones first.
[[nodiscard]] constexpr WorkRange even_share(std::size_t items, std::size_t ranks, std::size_t rank) {
  const std::size_t size = items / ranks, longer = items % ranks;
  const std::size_t begin = rank * size + (rank < longer ? rank : longer);
  return {begin, begin + size + (rank < longer ? 1 : 0)};
}

/// Items that one of `ranks` ranks takes at once when `remaining` are left: a quarter of an even share, at
/// least one, so that ranks seldom meet at the queue and still end together. Source: guided self-scheduling,
/// Polychronopoulos and Kuck, IEEE Trans. Comput. C-36 (1987), doi:10.1109/TC.1987.5009495.
[[nodiscard]] constexpr std::size_t guided_chunk(std::size_t remaining, std::size_t ranks) {
  const std::size_t chunk = remaining / (4 * ranks);
  return chunk > 0 ? chunk : (remaining > 0 ? 1 : 0);
}

}  // namespace netseam::parallel
