#pragma once
#include <cstddef>

namespace netseam::data {

/// Number of pairs of `layers` layers.
constexpr std::size_t pair_count(std::size_t layers) { return layers * (layers - 1) / 2; }
/// Number of the pair first < second: (0,1), (0,2), ..., (0,L-1), (1,2), ...
constexpr std::size_t pair_index(std::size_t first, std::size_t second, std::size_t layers) {
  return first * (2 * layers - first - 1) / 2 + (second - first - 1);
}

}  // namespace netseam::data
