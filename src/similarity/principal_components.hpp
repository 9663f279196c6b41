#pragma once
#include "netseam/similarity/measure.hpp"

#include <cstddef>
#include <span>

namespace netseam::similarity {

/// Principal components that a layer has: min(width, n - 1).
[[nodiscard]] std::size_t component_count(std::size_t points, std::size_t width);
/// Bytes of all of them, and what `write_components` takes beside.
[[nodiscard]] std::size_t component_bytes(std::size_t points, std::size_t width);
[[nodiscard]] std::size_t component_scratch_bytes(std::size_t points, std::size_t width);

/// Coordinates of the points less their mean along the principal axes, by falling variance, n x
/// component_count, float32. The sign of a component makes its value of largest magnitude positive, of
/// several that are within 1e-6 of each other the first. Components of equal variance have no axes of their
/// own: theirs are those that LAPACK gives. Components that are only rounding are 0. Cost of a thin SVD, 6 n
/// d min(n, d).
void write_components(core::MatrixView<const float> points, const linalg::DenseBackend& backend,
                      std::span<std::byte> components);

/// The leading `count` of them: n x count, stride component_count.
[[nodiscard]] core::MatrixView<const float> leading_components(std::span<const std::byte> components,
                                                               std::size_t points, std::size_t width,
                                                               std::size_t count);

}  // namespace netseam::similarity
