#include "netseam/tasks/task.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::tasks {
namespace {

std::size_t most_common_class(const Task& task) {
  std::vector<std::size_t> count(task.outputs);
  for (std::size_t row = 0; row < task.rows; ++row) {
    const auto target = task.target_view().row(row);
    ++count[static_cast<std::size_t>(std::ranges::max_element(target) - target.begin())];
  }
  return std::ranges::max(count);
}

/// How many values of one output the best constant has right.
std::size_t constant_right(FittingLoss loss, std::vector<float> value) {
  if (loss == FittingLoss::binary_cross_entropy) {
    const auto ones =
        static_cast<std::size_t>(std::ranges::count_if(value, [](float target) { return target >= 0.5F; }));
    return std::max(ones, value.size() - ones);
  }
  std::ranges::sort(value);
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < value.size(); ++last) {
    while (value[last] - value[first] > 1) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

}  // namespace

Task blank_task(std::string name, std::size_t rows, std::size_t inputs, std::size_t outputs,
                FittingLoss loss) {
  return {std::move(name),
          rows,
          inputs,
          outputs,
          std::vector<float>(rows * inputs),
          std::vector<float>(rows * outputs),
          loss};
}

std::optional<std::pair<std::size_t, std::size_t>> contradictory_rows(const Task& task) {
  if (task.input.size() != task.rows * task.inputs || task.target.size() != task.rows * task.outputs)
    throw core::InternalError("the values of task " + task.name + " do not fit its size");
  if (std::ranges::any_of(task.input, [](float value) { return std::isnan(value); }))
    throw core::InternalError("an input of task " + task.name + " is not a number");
  const auto inputs = task.input_view(), targets = task.target_view();
  std::vector<std::size_t> order(task.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // stable: the rows of equal inputs stay in their order
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(inputs.row(a), inputs.row(b));
  });
  std::optional<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0, first = 0; i < task.rows; ++i) {
    if (!std::ranges::equal(inputs.row(order[i]), inputs.row(order[first]))) first = i;
    if (std::ranges::equal(targets.row(order[i]), targets.row(order[first]))) continue;
    if (!found || order[i] < found->second) found = {order[first], order[i]};
  }
  return found;
}

double constant_accuracy(const Task& task) {
  if (task.rows == 0 || task.outputs == 0) return 0;
  if (task.loss == FittingLoss::cross_entropy)
    return static_cast<double>(most_common_class(task)) / static_cast<double>(task.rows);
  std::size_t right = 0;
  std::vector<float> value(task.rows);
  for (std::size_t output = 0; output < task.outputs; ++output) {
    for (std::size_t row = 0; row < task.rows; ++row) value[row] = task.target[row * task.outputs + output];
    right += constant_right(task.loss, value);
  }
  return static_cast<double>(right) / static_cast<double>(task.rows * task.outputs);
}

}  // namespace netseam::tasks
