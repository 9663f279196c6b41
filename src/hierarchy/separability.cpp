#include "netseam/hierarchy/separability.hpp"

#include "netseam/hierarchy/unit_features.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::hierarchy {

Overlap overlap_of(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second,
                   std::size_t possible) {
  return {bit_count(first), bit_count(second), common_bits(first, second), possible};
}

bool apart(const Overlap& o) {
  return o.common == 0 ||
         (o.common < std::max(o.first, o.second) && o.common * o.possible <= o.first * o.second);
}

bool together(const Overlap& o) {
  return o.common >= std::max(o.first, o.second) ||
         (o.common >= 1 && o.common * o.possible >= o.first * o.second);
}

double overlap_score(const Overlap& o) {
  const auto n = static_cast<double>(o.possible);
  const double expected = static_cast<double>(o.first) * static_cast<double>(o.second) / n;
  const double x = expected / n, deviation = std::sqrt(n * x * (1 - x));
  const double excess = static_cast<double>(o.common) - expected;
  return deviation > 0 ? excess / deviation : excess;
}

}  // namespace netseam::hierarchy
