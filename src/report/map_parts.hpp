#pragma once
// What static heat maps are made of, as pieces of SVG.
#include "colour_scale.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace netseam::report {

inline constexpr std::size_t longest_name = 22;
inline constexpr double letter = 6.3, label_apart = 13;  // user units at 11 px

/// Room that the longest of some names takes, cut to longest_name, with a margin.
[[nodiscard]] double label_room(const std::vector<std::string>& names);

/// Cells of one of 48 colours as one path, made of runs of equal cells, in units of cells.
[[nodiscard]] std::string cell_paths(std::size_t rows, std::size_t columns,
                                     const std::function<double(std::size_t row, std::size_t column)>& value,
                                     const ColourRange& range);

/// Names beside rows of `size` from `top` on, that end at `right`; as many as have room.
[[nodiscard]] std::string row_labels(const std::vector<std::string>& names, double right, double top,
                                     double size);
/// Names below columns of `size` from `left` on, that begin at `top`.
[[nodiscard]] std::string column_labels(const std::vector<std::string>& names, double left, double top,
                                        double size);

/// A bar of all colours with five numbers and a title. `id`: of its gradient, unique on the page.
[[nodiscard]] std::string colour_legend(const std::string& title, const ColourRange& range,
                                        const std::string& id, double left, double top, double side);

}  // namespace netseam::report
