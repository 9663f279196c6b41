#pragma once
#include "netseam/graph/block_graph.hpp"

#include <cstddef>
#include <vector>

namespace netseam::graph {

/// Rows of a block of a lower triangle. Correlations are always computed in products of so many rows, so that
/// their bits never depend on who computes them.
inline constexpr std::size_t triangle_rows = 64;

/// A symmetric matrix by its lower triangle: blocks of triangle_rows rows with all columns up to the last
/// row's.
[[nodiscard]] std::vector<GraphBlock> lower_triangle(std::size_t units);

}  // namespace netseam::graph
