#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::grouping {

/// What values by data::pair_index are: Gromov-Wasserstein losses, whose distance is sqrt(loss) / 2, or
/// distances of any measure.
enum class PairValue : std::uint8_t { loss, distance };

/// Matrix of distances of L layers from the values of all pairs: symmetric, zero diagonal, row-major L x L.
/// Throws InternalError when value.size() is not pair_count(L) or a value is negative or not finite. O(L^2).
[[nodiscard]] std::vector<double> distances_of_pairs(std::span<const double> value, std::size_t layers,
                                                     PairValue kind);

}  // namespace netseam::grouping
