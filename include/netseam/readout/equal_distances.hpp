#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>

namespace netseam::readout {

/// Samples that equal_distance_share looks at, at most.
inline constexpr std::size_t equal_distance_samples = 2000;

/// The largest share of the pairs of samples whose Euclidean distances lie within 1 % of one value (0 counts
/// as a value too): near 1, distances say next to nothing of the target. `values`: samples x width, finite;
/// of more than equal_distance_samples samples so many evenly spaced ones. Two samples at least, else
/// InternalError. Cost: p (p - 1) / 2 distances for p samples, and sorting them.
[[nodiscard]] double equal_distance_share(core::MatrixView<const float> values);

}  // namespace netseam::readout
