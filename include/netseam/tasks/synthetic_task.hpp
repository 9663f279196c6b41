#pragma once
#include "netseam/tasks/task.hpp"

#include <cstddef>
#include <cstdint>

namespace netseam::tasks {

/// Which rows of an endless data set: row r depends on the seed and r only, so that rows [0, 60000) and
/// [60000, 70000) are a training and a test set without common rows.
struct RowRange {
  std::size_t first = 0, count = 0;
  std::uint64_t seed = 1;
};

/// Black images with white vertical lines.
struct LineImages {
  std::size_t height = 28, width = 28, most_lines = 10;
};

/// LINE of arXiv:2110.08058: `n` distinct full columns of 1, all others 0; n uniform in 1 .. most_lines; the
/// target is n - 1, one-hot (most_lines columns); cross-entropy. Inputs: height x width, row-major. O(rows
/// pixels). Throws InternalError for more lines than columns, or none.
[[nodiscard]] Task line_task(const LineImages& images, const RowRange& rows);

/// RANDOM of the same: `pixels` uniform in [0, 1) and a class uniform in 0 .. classes - 1, one-hot;
/// cross-entropy. Nothing can be learned but the rows themselves. O(rows pixels).
[[nodiscard]] Task random_task(std::size_t pixels, std::size_t classes, const RowRange& rows);

/// POLY of the same: two standard normal inputs x and y; output s, 0 .. 511, is the sum of those of the
/// monomials x^a y^b (number 3 a + b; a, b = 0, 1, 2) whose bit is set in s; squared error. O(rows 512).
[[nodiscard]] Task polynomial_task(const RowRange& rows);

}  // namespace netseam::tasks
