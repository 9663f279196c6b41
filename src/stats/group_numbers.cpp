#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <map>

namespace netseam::stats {

std::vector<std::size_t> numbered_by_appearance(std::span<const std::size_t> label) {
  std::map<std::size_t, std::size_t> number;
  std::vector<std::size_t> result;
  result.reserve(label.size());
  for (const std::size_t name : label)
    result.push_back(number.try_emplace(name, number.size()).first->second);
  return result;
}

std::size_t group_count(std::span<const std::size_t> label) {
  return label.empty() ? 0 : std::ranges::max(label) + 1;
}

}  // namespace netseam::stats
