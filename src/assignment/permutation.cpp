#include "netseam/assignment/permutation.hpp"

#include <numeric>

namespace netseam::assignment {

std::vector<std::int32_t> identity_permutation(std::size_t points) {
  std::vector<std::int32_t> permutation(points);
  std::iota(permutation.begin(), permutation.end(), 0);
  return permutation;
}

bool is_permutation(std::span<const std::int32_t> permutation) {
  std::vector<bool> seen(permutation.size(), false);
  for (const std::int32_t value : permutation) {
    const auto place = static_cast<std::size_t>(value);
    if (value < 0 || place >= seen.size() || seen[place]) return false;
    seen[place] = true;
  }
  return true;
}

}  // namespace netseam::assignment
