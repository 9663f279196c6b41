#include "netseam/graph/pair_graph.hpp"

#include "lower_triangle.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::graph {

std::vector<GraphBlock> lower_triangle(std::size_t units) {
  std::vector<GraphBlock> blocks;
  for (std::size_t first = 0; first < units; first += triangle_rows) {
    const std::size_t rows = std::min(triangle_rows, units - first);
    blocks.push_back({fmt::format("pairs of units from {} on", first), first, rows, 0, first + rows});
  }
  return blocks;
}

BlockGraph make_pair_graph(const parallel::Communicator& communicator, std::size_t units,
                           std::span<const float> pairs, WeightStorage storage) {
  if (pairs.size() != units * (units - std::min<std::size_t>(units, 1)) / 2)
    throw core::InternalError(fmt::format("{} weights for the pairs of {} units", pairs.size(), units));
  storage.rows_at_once = triangle_rows;
  const BlockRows rows = [pairs](std::size_t block, std::size_t first_row, std::size_t count,
                                 std::span<float> out) {
    const std::size_t first = block * triangle_rows + first_row, columns = out.size() / count;
    std::fill(out.begin(), out.end(), 0.0F);
    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t unit = first + r;
      std::copy_n(
          pairs.begin() + static_cast<std::ptrdiff_t>(unit * (unit - std::min<std::size_t>(unit, 1)) / 2),
          unit, out.begin() + static_cast<std::ptrdiff_t>(r * columns));
    }
  };
  return {communicator, units, lower_triangle(units), rows, storage};
}

}  // namespace netseam::graph
