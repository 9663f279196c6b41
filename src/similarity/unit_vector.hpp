#pragma once
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <span>

namespace netseam::similarity {

/// Prepared layers that are one vector of length 1, so that a pair costs one inner product: its head has the
/// length before, 0 where all entries are 0.
[[nodiscard]] std::size_t unit_vector_bytes(std::size_t count);

/// The vector in a prepared layer, to be filled.
[[nodiscard]] std::span<double> unit_vector(std::span<std::byte> prepared, std::size_t count);

/// Divides the filled vector by its length. A length that is not above `rounding` counts as 0: a vector that
/// ought to be 0 and is only rounding.
void finish_unit_vector(std::span<std::byte> prepared, std::size_t count, double rounding);

/// Inner product of two, in [-1, 1]; without a value where one of the layers is constant.
[[nodiscard]] Comparison compare_unit_vectors(const PreparedLayer& first, const PreparedLayer& second,
                                              std::size_t count);

/// Distance of unit vectors of inner product s: sqrt(2 - 2 s), 0 where rounding puts s above 1.
[[nodiscard]] double chord(double similarity);

}  // namespace netseam::similarity
