#include "task_tables.hpp"

#include "task_arrays.hpp"
#include "task_size.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

using tasks::FittingLoss;

/// Throws InputError where targets are not what the loss of the task takes.
void check_targets(const fs::path& file, const tasks::Task& task) {
  if (task.loss == FittingLoss::squared_error) return;
  const auto odd = std::ranges::find_if(task.target, [](float value) { return value < 0 || value > 1; });
  if (odd != task.target.end()) {
    const auto place = static_cast<std::size_t>(odd - task.target.begin());
    throw core::InputError({file.string(),
                            fmt::format("row {}, column {}", place / task.outputs, place % task.outputs),
                            fmt::format("{}", *odd), "a number from 0 to 1"});
  }
  if (task.loss != FittingLoss::cross_entropy) return;
  // shares and the sum that they were divided by are rounded to float32
  const double slack = static_cast<double>(task.outputs + 1) * 0x1p-23;
  for (std::size_t row = 0; row < task.rows; ++row) {
    const auto shares = task.target_view().row(row);
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (std::abs(sum - 1) > slack)
      throw core::InputError({file.string(), fmt::format("row {}", row), fmt::format("a sum of {}", sum),
                              "shares of classes that add up to 1 (tasks.loss = cross-entropy)"});
  }
}

/// Sets the targets to one column for each class. `training`: the rows that say which classes there are;
/// null = these.
void set_classes(const Config& config, const fs::path& file, const fs::path& inputs,
                 const tasks::Task* training, tasks::Task& task) {
  const auto label = read_classes(file, task.rows, inputs);
  task.outputs = training == nullptr ? count_classes(file, label) : training->outputs;
  require_task_fits(config, task.name, {task.rows, task.outputs});
  task.target.assign(task.rows * task.outputs, 0);
  for (std::size_t row = 0; row < task.rows; ++row) {
    if (label[row] >= task.outputs)
      throw core::InputError({file.string(), fmt::format("row {}", row), fmt::format("{}", label[row]),
                              fmt::format("a class below {}, as in targets.npy", task.outputs)});
    task.target[row * task.outputs + label[row]] = 1;
  }
}

void set_numbers(const Config& config, const fs::path& file, const fs::path& inputs, tasks::Task& task) {
  TaskArray target = read_task_array(config, task.name, file);
  if (target.shape.size() != 2)
    throw core::InputError({file.string(), "shape", fmt::format("{} axes", target.shape.size()),
                            "rows x outputs, or a list of classes"});
  if (target.rows() != task.rows)
    throw core::InputError({file.string(), "rows", fmt::format("{}", target.rows()),
                            fmt::format("{}, as {} has", task.rows, inputs.filename().string())});
  task.outputs = target.width;
  task.target = std::move(target.value);
}

/// Reads one side. `training`: the other one, where this one is held back.
tasks::Task read_side(const Config& config, const std::string& name, const fs::path& inputs,
                      const fs::path& targets, const tasks::Task* training) {
  TaskArray input = read_task_array(config, name, inputs);
  tasks::Task task{name, input.rows(), input.width, 0, std::move(input.value), {}, {}};
  const bool classes = holds_labels(targets);
  if (classes)
    set_classes(config, targets, inputs, training, task);
  else
    set_numbers(config, targets, inputs, task);
  task.loss = training != nullptr ? training->loss
                                  : config.tasks.loss.value_or(classes ? FittingLoss::cross_entropy
                                                                       : FittingLoss::binary_cross_entropy);
  check_targets(targets, task);
  return task;
}

void require_columns(const fs::path& file, std::size_t found, std::size_t expected, const char* other) {
  if (found != expected)
    throw core::InputError(
        {file.string(), "columns", fmt::format("{}", found), fmt::format("{}, as {} has", expected, other)});
}

}  // namespace

std::vector<fs::path> task_table_files(const fs::path& folder) {
  std::vector<fs::path> files{folder / "inputs.npy", folder / "targets.npy"};
  const fs::path inputs = folder / "test_inputs.npy", targets = folder / "test_targets.npy";
  if (fs::exists(inputs) || fs::exists(targets)) files.insert(files.end(), {inputs, targets});
  return files;
}

tasks::SplitTask read_task_tables(const Config& config, const fs::path& folder, const std::string& name) {
  const auto files = task_table_files(folder);
  tasks::SplitTask task;
  task.training = read_side(config, name, files[0], files[1], nullptr);
  if (files.size() > 2) {
    task.test = read_side(config, name, files[2], files[3], &task.training);
    require_columns(files[2], task.test.inputs, task.training.inputs, "inputs.npy");
    require_columns(files[3], task.test.outputs, task.training.outputs, "targets.npy");
    return task;
  }
  if (const auto rows = tasks::contradictory_rows(task.training))
    throw core::InputError({files[1].string(), fmt::format("rows {} and {}", rows->first, rows->second),
                            "different targets for equal inputs",
                            "one target for each input, or rows to test on (test_inputs.npy)"});
  task.test = task.training;
  return task;
}

}  // namespace netseam::pipeline
