#pragma once
#include "netseam/core/random_stream.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// Matches points by the order of their mean distance to all points. This is the first Frank-Wolfe step from
/// the product coupling, whose gradient has rank one, so a descent from here finds what one from the product
/// coupling finds. Equal means keep the order of the points. O(n log n).
[[nodiscard]] std::vector<std::int32_t> product_equivalent_permutation(const MetricSpace& first,
                                                                       const MetricSpace& second);

/// `permutation` with the matches of some random points (n/5 to n/20 of them, at least four) moved round one
/// cycle.
[[nodiscard]] std::vector<std::int32_t> perturbed_permutation(std::span<const std::int32_t> permutation,
                                                              core::RandomStream& random);

}  // namespace netseam::transport
