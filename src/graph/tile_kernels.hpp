#pragma once
#include <cstddef>
#include <cstdint>

/// Products with a tile of weights, in the widest instructions of the processor that runs.
namespace netseam::graph {

/// Rows that stand side by side in memory, and columns that do.
inline constexpr std::size_t panel_rows = 8, group_columns = 8;

/// Largest number of columns of a tile: its parts of the two vectors of columns (8 KiB) stay in the first
/// cache while weights stream through it.
inline constexpr std::size_t tile_columns = 512;

/// The two products of a tile W with vectors, in one pass over W: row_y += W column_x and
/// column_y += W' row_x, float64 sums. `rows` rows, `columns` columns (a multiple of group_columns, zeros in
/// the padding). Panels of panel_rows rows (the last may have fewer) follow each other; inside a panel,
/// groups of group_columns columns; inside a group, rows. `column_x`, `column_y`: `columns` values;
/// `row_x`, `row_y`: `rows`. A bfloat16 is the upper half of a float32. 4 flop for each weight.
void multiply_tile(const float* weights, std::size_t rows, std::size_t columns, const double* column_x,
                   double* column_y, const double* row_x, double* row_y);
void multiply_tile(const std::uint16_t* weights, std::size_t rows, std::size_t columns,
                   const double* column_x, double* column_y, const double* row_x, double* row_y);

}  // namespace netseam::graph
