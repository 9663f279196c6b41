#include "netseam/tasks/task.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::tasks {

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

}  // namespace netseam::tasks
