#include "heat_map.hpp"

#include "printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace netseam::artifact {
namespace {

constexpr std::string_view ramp = " .:-=+*#%@";
constexpr std::size_t longest_label = 24;

// five points of matplotlib's viridis: even in lightness, so that it also reads without colour vision
constexpr std::array<std::array<double, 3>, 5> viridis = {
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}};

std::string cell_text(double share, bool colour) {
  if (!colour) {
    const auto level =
        static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(ramp.size()));
    return std::string(2, ramp[std::min(level, ramp.size() - 1)]);
  }
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(viridis.size() - 1);
  const std::size_t left = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
  std::array<int, 3> shade{};
  for (std::size_t channel = 0; channel < 3; ++channel)
    shade[channel] = static_cast<int>(std::lround(
        std::lerp(viridis[left][channel], viridis[left + 1][channel], place - static_cast<double>(left))));
  return fmt::format("\x1b[48;2;{};{};{}m  \x1b[0m", shade[0], shade[1], shade[2]);
}

HeatMapGrid grid_of(std::size_t layers, std::size_t cells, std::span<const std::size_t> border) {
  HeatMapGrid grid;
  for (std::size_t cell = 0; cell <= cells; ++cell) grid.edge.push_back(cell * layers / cells);
  grid.line_before.assign(cells, false);
  // the edge of cells that is nearest to the border
  for (const std::size_t layer : border)
    if (cells > 1)
      grid.line_before[std::clamp<std::size_t>((2 * layer * cells + layers) / (2 * layers), 1, cells - 1)] =
          true;
  return grid;
}

std::size_t width_of(const HeatMapGrid& grid) {
  return 2 * grid.cells() +
         static_cast<std::size_t>(std::count(grid.line_before.begin(), grid.line_before.end(), true));
}

std::string heading(const HeatMapGrid& grid) {
  std::string line(grid.label_width + 1, ' ');
  std::size_t group = 1, end = line.size();
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    if (grid.line_before[cell]) ++end;
    if (cell == 0 || grid.line_before[cell]) {
      // a number that would run into the one before is left out
      if (line.size() <= end) line += std::string(end - line.size(), ' ') + std::to_string(group);
      ++group;
    }
    end += 2;
  }
  return line + "\n";
}

/// The number of each column's first layer, where it does not run into the one before.
std::string column_numbers(const HeatMapGrid& grid, std::size_t label_width) {
  std::string line;
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    const std::string number = std::to_string(grid.edge[cell] + 1);
    const std::size_t end = label_width + 1 + 2 * (cell + 1);
    if (line.empty() || line.size() + 1 + number.size() <= end)
      line += std::string(end - number.size() - line.size(), ' ') + number;
  }
  return line + "\n";
}

std::string border_line(const HeatMapGrid& grid, std::size_t label_width) {
  std::string line(label_width + 1, ' ');
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) line += grid.line_before[cell] ? "+--" : "--";
  return line + "\n";
}

std::string legend(const std::string& title, double largest, bool colour) {
  std::string bar;
  for (std::size_t level = 0; level < ramp.size(); ++level)
    bar += cell_text((static_cast<double>(level) + 0.5) / static_cast<double>(ramp.size()), colour);
  return fmt::format("{}: 0 [{}] {:.4g}\n", printable(title), bar, largest);
}

/// Cells with the names of the rows, and the legend.
std::string body(std::span<const std::string> names, const HeatMapGrid& rows, const HeatMapGrid& columns,
                 std::span<const double> matrix, const std::string& title, const TextOptions& options) {
  const auto value = block_means(matrix, rows, columns);
  const double largest = *std::max_element(value.begin(), value.end());
  std::string text;
  for (std::size_t row = 0; row < rows.cells(); ++row) {
    if (rows.line_before[row]) text += border_line(columns, rows.label_width);
    text += fitted(printable(names[rows.edge[row]]), rows.label_width) + " ";
    for (std::size_t column = 0; column < columns.cells(); ++column) {
      if (columns.line_before[column]) text += "|";
      text += cell_text(largest > 0 ? value[row * columns.cells() + column] / largest : 0, options.colour);
    }
    text += "\n";
  }
  return text + legend(title, largest, options.colour);
}

}  // namespace

HeatMapGrid fit_grid(std::span<const std::string> names, std::span<const std::size_t> border,
                     std::size_t columns) {
  std::size_t label = 1;
  for (const std::string& name : names) label = std::max(label, display_width(printable(name)));
  label = std::min({label, longest_label, columns / 3});
  std::size_t cells = names.size();
  while (cells > 1 && width_of(grid_of(names.size(), cells, border)) + label + 1 > columns) --cells;
  HeatMapGrid grid = grid_of(names.size(), cells, border);
  grid.label_width = label;
  return grid;
}

std::vector<double> block_means(std::span<const double> matrix, const HeatMapGrid& rows,
                                const HeatMapGrid& columns) {
  const std::size_t width = columns.edge.back();
  std::vector<double> means;
  for (std::size_t row = 0; row < rows.cells(); ++row) {
    for (std::size_t column = 0; column < columns.cells(); ++column) {
      double sum = 0;
      for (std::size_t i = rows.edge[row]; i < rows.edge[row + 1]; ++i)
        for (std::size_t j = columns.edge[column]; j < columns.edge[column + 1]; ++j)
          if (!std::isnan(matrix[i * width + j])) sum += matrix[i * width + j];
      means.push_back(sum / static_cast<double>((rows.edge[row + 1] - rows.edge[row]) *
                                                (columns.edge[column + 1] - columns.edge[column])));
    }
  }
  return means;
}

std::string heat_map(std::span<const std::string> names, std::span<const double> matrix,
                     std::span<const std::size_t> border, const std::string& title,
                     const TextOptions& options) {
  const HeatMapGrid grid = fit_grid(names, border, std::max<std::size_t>(options.columns, 40));
  std::string text = heading(grid) + body(names, grid, grid, matrix, title, options);
  if (grid.cells() < names.size())
    text += fmt::format(
        "{} layers in {} cells: each shows the mean of its layers, lines are at the nearest cell\n",
        names.size(), grid.cells());
  return text;
}

std::string cross_heat_map(std::span<const std::string> rows, std::span<const std::size_t> row_border,
                           std::span<const std::string> columns, std::span<const double> matrix,
                           const std::string& title, const TextOptions& options) {
  const std::size_t width = std::max<std::size_t>(options.columns, 40);
  const HeatMapGrid row_grid = fit_grid(rows, row_border, width);
  HeatMapGrid column_grid = grid_of(columns.size(), columns.size(), {});
  const std::size_t room = (width - row_grid.label_width - 1) / 2;
  if (column_grid.cells() > room) column_grid = grid_of(columns.size(), room, {});
  std::string text = column_numbers(column_grid, row_grid.label_width) +
                     body(rows, row_grid, column_grid, matrix, title, options);
  if (row_grid.cells() < rows.size() || column_grid.cells() < columns.size())
    text += fmt::format("{} x {} layers in {} x {} cells: each shows the mean of its layers\n", rows.size(),
                        columns.size(), row_grid.cells(), column_grid.cells());
  return text;
}

}  // namespace netseam::artifact
