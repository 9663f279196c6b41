#pragma once
#include "netseam/artifact/layer_distances_summary.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::artifact {

/// How L layers lie on a line of a terminal: in blocks of neighbours where there are too many.
struct HeatMapGrid {
  std::vector<std::size_t> edge;  // first layer of each cell, then L
  std::vector<bool> line_before;  // one for each cell: a group begins there
  std::size_t label_width = 0;
  [[nodiscard]] std::size_t cells() const noexcept { return line_before.size(); }
};

/// The grid with most cells of two characters that fits `columns`.
[[nodiscard]] HeatMapGrid fit_grid(std::span<const std::string> names, std::span<const std::size_t> border,
                                   std::size_t columns);

/// The mean of `matrix` (row-major) over each block of cells: rows.cells() x columns.cells(), row-major.
[[nodiscard]] std::vector<double> block_means(std::span<const double> matrix, const HeatMapGrid& rows,
                                              const HeatMapGrid& columns);

/// Lines of text: group numbers, one line for each cell with its first layer's name, borders, legend with the
/// `title` of the values. Values are not negative; NaN is drawn as 0.
[[nodiscard]] std::string heat_map(std::span<const std::string> names, std::span<const double> matrix,
                                   std::span<const std::size_t> border, const std::string& title,
                                   const TextOptions& options);

/// The same for H x T values of the layers of two networks: borders of the rows, and columns by their number
/// from 1.
[[nodiscard]] std::string cross_heat_map(std::span<const std::string> rows,
                                         std::span<const std::size_t> row_border,
                                         std::span<const std::string> columns, std::span<const double> matrix,
                                         const std::string& title, const TextOptions& options);

}  // namespace netseam::artifact
