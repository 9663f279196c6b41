#include "sculpt_task.hpp"

#include "option_values.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/tensor_source.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == separator)
      parts.emplace_back();
    else if (c != '\r')
      parts.back() += c;
  return parts;
}

/// "4-1-2-16" as a Boolean function, if it is one.
std::optional<tasks::BooleanFunction> function_of(const std::string& name) {
  std::vector<std::size_t> numbers;
  for (const std::string& part : split(name, '-')) {
    if (part.empty() || part.size() > 4 ||
        !std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; }))
      return std::nullopt;
    numbers.push_back(static_cast<std::size_t>(std::stoul(part)));
  }
  return tasks::boolean_function(numbers);
}

struct Table {
  std::size_t rows = 0, columns = 0;
  std::vector<float> value;
};

Table read_table(const fs::path& file) {
  const auto source = input::open_tensors(file);
  const auto& tensor = source->tensors().front();
  if (tensor.shape.size() != 2 || tensor.shape[0] == 0 || tensor.shape[1] == 0)
    throw core::InputError(
        {file.string(), "shape", fmt::format("{}", fmt::join(tensor.shape, " x ")), "rows x columns"});
  Table table{tensor.shape[0], tensor.shape[1], std::vector<float>(tensor.shape[0] * tensor.shape[1])};
  std::vector<std::size_t> rows(table.rows);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  source->read_rows(0, rows, table.value);
  for (std::size_t i = 0; i < table.value.size(); ++i)
    if (!std::isfinite(table.value[i]))
      throw core::InputError({file.string(),
                              fmt::format("row {}, column {}", i / table.columns, i % table.columns),
                              fmt::format("{}", table.value[i]), "a finite number"});
  return table;
}

tasks::Task read_tables(const fs::path& folder, const std::string& name) {
  const fs::path input_file = folder / "inputs.npy", target_file = folder / "targets.npy";
  Table input = read_table(input_file), target = read_table(target_file);
  if (input.rows != target.rows)
    throw core::InputError({target_file.string(), "rows", fmt::format("{}", target.rows),
                            fmt::format("{}, as inputs.npy has", input.rows)});
  for (std::size_t i = 0; i < target.value.size(); ++i)
    if (target.value[i] < 0 || target.value[i] > 1)
      throw core::InputError({target_file.string(),
                              fmt::format("row {}, column {}", i / target.columns, i % target.columns),
                              fmt::format("{}", target.value[i]), "a number from 0 to 1"});
  tasks::Task task{name,
                   input.rows,
                   input.columns,
                   target.columns,
                   std::move(input.value),
                   std::move(target.value),
                   tasks::FittingLoss::binary_cross_entropy};
  if (const auto rows = tasks::contradictory_rows(task))
    throw core::InputError({target_file.string(), fmt::format("rows {} and {}", rows->first, rows->second),
                            "different targets for equal inputs", "one target for each input"});
  return task;
}

}  // namespace

std::vector<std::string> sculpt_task_names(const Config& config) {
  std::vector<std::string> names;
  for (const std::string& task : config.sculpt.tasks) {
    names.push_back(function_of(task) ? task : checkpoint_name(config.resolve(task)));
    if (std::count(names.begin(), names.end(), names.back()) > 1)
      throw core::ConfigError(fmt::format("{}: sculpt.tasks: '{}' twice; results would collide",
                                          config.file.string(), names.back()));
  }
  return names;
}

std::vector<fs::path> sculpt_task_files(const Config& config, std::size_t which) {
  const std::string& task = config.sculpt.tasks[which];
  if (function_of(task)) return {};
  const fs::path folder = config.resolve(task);
  if (!fs::is_directory(folder))
    throw core::ConfigError(
        fmt::format("{}: sculpt.tasks: found '{}', expected a Boolean function such as 4-1-2-16 "
                    "(README.md: Sculpting), or a folder with inputs.npy and targets.npy",
                    config.file.string(), task));
  return {folder / "inputs.npy", folder / "targets.npy"};
}

SculptTask read_sculpt_task(const Config& config, std::size_t which) {
  const std::string name = sculpt_task_names(config)[which];
  if (const auto function = function_of(config.sculpt.tasks[which]))
    return {name, tasks::boolean_task(*function), function->family};
  return {name, read_tables(sculpt_task_files(config, which).front().parent_path(), name), std::nullopt};
}

TrainingTable::TrainingTable(const Config& config)
    : otherwise_{config.sculpt.learning_rate, config.sculpt.batch, config.sculpt.epochs} {
  if (config.sculpt.training.empty()) return;
  const fs::path file = config.resolve(config.sculpt.training);
  std::ifstream stream(file);
  if (!stream || fs::is_directory(file))
    throw core::InputError(
        {file.string(), "file", "nothing that can be read", "a table function,arch,lr,batch,epochs"});
  std::string text;
  for (std::size_t line = 1; std::getline(stream, text); ++line) {
    const auto cell = split(text, ',');
    if (text.empty() || text.front() == '#' || cell[0] == "function") continue;
    try {
      if (cell.size() != 5) throw std::invalid_argument(fmt::format("{} cells", cell.size()));
      row_.push_back({cell[0],
                      cell[1],
                      {parse_number<double>(cell[2], 0.0), parse_number<std::size_t>(cell[3], 1),
                       parse_number<std::size_t>(cell[4], 1)}});
    } catch (const std::invalid_argument& error) {
      throw core::InputError({file.string(), fmt::format("line {}", line), error.what(),
                              "function,arch,lr,batch,epochs such as 4-2-4,4-24-4,0.05,8,15"});
    }
  }
}

TrainingPlan TrainingTable::plan(const std::string& task, const std::vector<std::size_t>& units) const {
  const std::string network = fmt::format("{}", fmt::join(units, "-"));
  for (const Row& row : row_)
    if (row.task == task && row.network == network) return row.plan;
  return otherwise_;
}

}  // namespace netseam::pipeline
