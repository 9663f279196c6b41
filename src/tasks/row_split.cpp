#include "netseam/tasks/row_split.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

namespace netseam::tasks {
namespace {

Task chosen_rows(const Task& task, std::string name, std::span<const std::size_t> rows) {
  Task part = blank_task(std::move(name), rows.size(), task.inputs, task.outputs, task.loss);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(task.input_view().row(rows[i]), part.input.data() + i * task.inputs);
    std::ranges::copy(task.target_view().row(rows[i]), part.target.data() + i * task.outputs);
  }
  return part;
}

}  // namespace

SplitTask random_split(const Task& task, std::size_t training_rows, std::uint64_t seed) {
  if (training_rows > task.rows)
    throw core::InternalError("more rows of task " + task.name + " are to be chosen than it has");
  std::vector<std::size_t> order(task.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  core::RandomStream random(seed, 0, core::Purpose::row_split);
  random.shuffle(std::span(order));
  const auto cut = order.begin() + static_cast<std::ptrdiff_t>(training_rows);
  std::sort(order.begin(), cut);
  std::sort(cut, order.end());
  const std::span<const std::size_t> all(order);
  return {chosen_rows(task, task.name, all.first(training_rows)),
          chosen_rows(task, task.name + " (test)", all.subspan(training_rows))};
}

}  // namespace netseam::tasks
