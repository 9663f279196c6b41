#include "own_rows.hpp"

#include "tile_kernels.hpp"

#include <algorithm>

namespace netseam::graph {
namespace {

/// Some 4 MB of float32 at a time.
std::size_t convenient_rows(std::size_t columns) {
  const std::size_t rows = (std::size_t{1} << 20) / std::max<std::size_t>(columns, 1);
  return std::max(rows / panel_rows, std::size_t{1}) * panel_rows;
}

}  // namespace

std::vector<OwnRows> share_rows(std::span<const GraphBlock> blocks, std::size_t rows_at_once,
                                std::size_t ranks, std::size_t rank) {
  std::size_t total = 0, before = 0;
  for (const GraphBlock& block : blocks) total += block.rows * block.columns;
  std::vector<OwnRows> result;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::size_t step = rows_at_once > 0 ? rows_at_once : panel_rows;
    for (std::size_t first = 0; first < blocks[b].rows && blocks[b].columns > 0; first += step) {
      const std::size_t rows = std::min(step, blocks[b].rows - first), weights = rows * blocks[b].columns;
      const std::size_t owner = static_cast<std::size_t>(
          (static_cast<long double>(before) + static_cast<long double>(weights) / 2) *
          static_cast<long double>(ranks) / static_cast<long double>(total));
      before += weights;
      if (owner != rank) continue;
      if (!result.empty() && result.back().block == b) {
        result.back().rows += rows;
      } else {
        const std::size_t at_once = rows_at_once > 0 ? rows_at_once : convenient_rows(blocks[b].columns);
        result.push_back({b, first, rows, at_once, nullptr});
      }
    }
  }
  return result;
}

void visit_rows(std::span<const GraphBlock> blocks, std::span<const OwnRows> own,
                const std::function<void(const RowsOfNumbers&)>& visit) {
  std::vector<float> values;
  for (const OwnRows& part : own) {
    const GraphBlock& block = blocks[part.block];
    for (std::size_t first = 0; first < part.rows; first += part.rows_at_once) {
      const std::size_t rows = std::min(part.rows_at_once, part.rows - first);
      values.resize(rows * block.columns);
      part.slab->read(first, rows, values);
      visit({block.first_row + part.first + first, block.first_column, rows, block.columns, values});
    }
  }
}

}  // namespace netseam::graph
