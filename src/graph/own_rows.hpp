#pragma once
#include "weight_slab.hpp"

#include "netseam/graph/block_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace netseam::graph {

/// Rows of a block that one rank has.
struct OwnRows {
  std::size_t block = 0;
  std::size_t first = 0, rows = 0;  // counted in the block
  std::size_t rows_at_once = 0;     // as they are asked for, and read again
  std::unique_ptr<WeightSlab> slab;
};

/// The part of each rank: rows of all blocks one after the other, cut where the weights before the cut come
/// nearest to an even share, at multiples of the rows that are asked for at a time. No slabs yet.
[[nodiscard]] std::vector<OwnRows> share_rows(std::span<const GraphBlock> blocks, std::size_t rows_at_once,
                                              std::size_t ranks, std::size_t rank);

/// Some rows of a block as numbers: entry (r, c) joins neurons first_row + r and first_column + c.
struct RowsOfNumbers {
  std::size_t first_row = 0, first_column = 0, rows = 0, columns = 0;
  std::span<const float> value;
};

/// Visits all rows of this rank, in order, some at a time.
void visit_rows(std::span<const GraphBlock> blocks, std::span<const OwnRows> own,
                const std::function<void(const RowsOfNumbers&)>& visit);

/// See NeuronGraph; `neurons`: of the whole graph. Collective. A slab that throws fails on all ranks.
[[nodiscard]] std::vector<double> degrees(const parallel::Communicator& communicator, std::size_t neurons,
                                          std::span<const GraphBlock> blocks, std::span<const OwnRows> own);
[[nodiscard]] std::vector<std::int32_t> connected_components(const parallel::Communicator& communicator,
                                                             std::size_t neurons,
                                                             std::span<const GraphBlock> blocks,
                                                             std::span<const OwnRows> own);
/// `largest_degree`: of all neurons.
[[nodiscard]] std::vector<double> weights_between_groups(const parallel::Communicator& communicator,
                                                         std::span<const GraphBlock> blocks,
                                                         std::span<const OwnRows> own,
                                                         std::span<const std::int32_t> label,
                                                         std::size_t groups, double largest_degree);

}  // namespace netseam::graph
