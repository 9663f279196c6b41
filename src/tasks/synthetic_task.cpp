#include "netseam/tasks/synthetic_task.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <array>
#include <bit>
#include <numeric>

namespace netseam::tasks {
namespace {

constexpr std::size_t monomials = 9, polynomials = std::size_t{1} << monomials;

core::RandomStream stream_of(const RowRange& rows, std::size_t row) {
  return {rows.seed, rows.first + row, core::Purpose::synthetic_sample};
}

}  // namespace

Task line_task(const LineImages& images, const RowRange& rows) {
  if (images.most_lines == 0 || images.most_lines > images.width)
    throw core::InternalError("images of lines need as many columns as lines");
  Task task = blank_task("line", rows.count, images.height * images.width, images.most_lines,
                         FittingLoss::cross_entropy);
  std::vector<std::size_t> column(images.width);
  for (std::size_t row = 0; row < rows.count; ++row) {
    auto random = stream_of(rows, row);
    const std::size_t lines = 1 + random.below(images.most_lines);
    std::iota(column.begin(), column.end(), std::size_t{0});
    for (std::size_t line = 0; line < lines; ++line) {  // the first steps of a shuffle: distinct columns
      std::swap(column[line], column[line + random.below(images.width - line)]);
      for (std::size_t y = 0; y < images.height; ++y)
        task.input[row * task.inputs + y * images.width + column[line]] = 1;
    }
    task.target[row * task.outputs + lines - 1] = 1;
  }
  return task;
}

Task random_task(std::size_t pixels, std::size_t classes, const RowRange& rows) {
  if (classes == 0) throw core::InternalError("a task of random classes needs at least one");
  Task task = blank_task("random", rows.count, pixels, classes, FittingLoss::cross_entropy);
  for (std::size_t row = 0; row < rows.count; ++row) {
    auto random = stream_of(rows, row);
    task.target[row * classes + random.below(classes)] = 1;
    // 24 bits: rounding to float must not reach 1
    for (std::size_t i = 0; i < pixels; ++i)
      task.input[row * pixels + i] = static_cast<float>(random.bits() >> 40) * 0x1p-24F;
  }
  return task;
}

Task polynomial_task(const RowRange& rows) {
  Task task = blank_task("poly", rows.count, 2, polynomials, FittingLoss::squared_error);
  std::array<double, polynomials> sum{};
  for (std::size_t row = 0; row < rows.count; ++row) {
    auto random = stream_of(rows, row);
    const auto x = static_cast<float>(random.normal()), y = static_cast<float>(random.normal());
    task.input[row * 2] = x;
    task.input[row * 2 + 1] = y;
    const std::array<double, 3> power_x{1, x, double{x} * x}, power_y{1, y, double{y} * y};
    for (std::size_t s = 1; s < polynomials; ++s) {  // one monomial more than a smaller sum
      const auto lowest = static_cast<std::size_t>(std::countr_zero(s));
      sum[s] = sum[s & (s - 1)] + power_x[lowest / 3] * power_y[lowest % 3];
      task.target[row * polynomials + s] = static_cast<float>(sum[s]);
    }
  }
  return task;
}

}  // namespace netseam::tasks
