#pragma once
#include <cstddef>

namespace netseam::graph {

/// How a rank keeps its dense rows of weights. float32: 4 bytes for each. bfloat16: 2 bytes, rounded to
/// nearest even; the graph is then that of the rounded weights (relative error up to 2^-8), and its degrees
/// too. recomputed: nothing is kept, rows are asked for again in every pass.
enum class DenseStorage { float32, bfloat16, recomputed };

struct WeightStorage {
  DenseStorage dense = DenseStorage::float32;
  /// The rows of a block that a rank has are kept as a compressed sparse matrix (float32, 8 bytes for each
  /// weight that is not 0) where a smaller share of them than this is not 0. 0: never; above 1: always. Not
  /// for recomputed rows.
  double sparse_below = 0.1;
  /// Rows that are asked for at a time; ranks share blocks in multiples of it. 0: chosen for each block.
  std::size_t rows_at_once = 0;
};

}  // namespace netseam::graph
