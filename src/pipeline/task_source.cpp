#include "task_source.hpp"

#include "computed_tasks.hpp"
#include "image_tasks.hpp"
#include "task_tables.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

/// "4-1-2-16" as a Boolean function, if it is one.
std::optional<tasks::BooleanFunction> function_of(std::string_view name) {
  std::vector<std::size_t> numbers{0};
  std::size_t digits = 0;
  for (const char c : name) {
    if (c == '-' && digits > 0) {
      numbers.push_back(0);
      digits = 0;
    } else if (c >= '0' && c <= '9' && digits < 4) {
      numbers.back() = 10 * numbers.back() + static_cast<std::size_t>(c - '0');
      ++digits;
    } else {
      return std::nullopt;
    }
  }
  return digits > 0 ? tasks::boolean_function(numbers) : std::nullopt;
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> names_of_kinds() {
  auto names = computed_task_names();
  names.insert(names.end(), image_task_names().begin(), image_task_names().end());
  return names;
}

fs::path folder_of(const Config& config, const std::string& task, const char* key) {
  const fs::path folder = config.resolve(task);
  if (fs::is_directory(folder)) return folder;
  const std::string near = core::nearest_name(task, names_of_kinds());
  throw core::ConfigError(fmt::format(
      "{}: {}: found '{}', expected the name of a task (README.md: Tasks){}, a Boolean function such as "
      "4-1-2-16, or a folder with inputs.npy and targets.npy",
      config.file.string(), key, task, near.empty() ? "" : fmt::format(", perhaps '{}'", near)));
}

/// Of what accuracy is the share.
std::string counted_right(const NamedTask& task) {
  const bool same = task.data.test.input == task.data.training.input;
  const std::string rows = same ? "all rows" : "the test rows";
  switch (task.data.training.loss) {
    case tasks::FittingLoss::cross_entropy:
      return rows + ", by the largest output";
    case tasks::FittingLoss::squared_error:
      return "the outputs of " + rows + ", off by at most 1/2";
    case tasks::FittingLoss::binary_cross_entropy:
      break;
  }
  return "the outputs of " + rows + ", at threshold 1/2";
}

}  // namespace

std::vector<std::string> task_names(const Config& config, const std::vector<std::string>& listed,
                                    const char* key) {
  std::vector<std::string> names;
  for (const std::string& task : listed) {
    const bool known = function_of(task) || is_among(names_of_kinds(), task);
    names.push_back(known ? task : checkpoint_name(config.resolve(task)));
    if (std::ranges::count(names, names.back()) > 1)
      throw core::ConfigError(
          fmt::format("{}: {}: '{}' twice; results would collide", config.file.string(), key, names.back()));
  }
  return names;
}

std::vector<fs::path> task_files(const Config& config, const std::string& task, const char* key) {
  if (function_of(task) || is_among(computed_task_names(), task)) return {};
  if (is_among(image_task_names(), task)) return image_task_files(config, task);
  return task_table_files(folder_of(config, task, key));
}

NamedTask read_task(const Config& config, const std::string& task, const char* key) {
  if (const auto function = function_of(task)) {
    auto table = tasks::boolean_task(*function);
    return {task, {table, table}, function->family};
  }
  if (is_among(computed_task_names(), task)) return {task, computed_task(config, task), std::nullopt};
  if (is_among(image_task_names(), task)) return {task, image_task(config, task), std::nullopt};
  const fs::path folder = folder_of(config, task, key);
  const std::string name = checkpoint_name(folder);
  return {name, read_task_tables(config, folder, name), std::nullopt};
}

std::string accuracy_text(const NamedTask& task) {
  return fmt::format("{}; the best constant answer has {:.4f}", counted_right(task),
                     tasks::constant_accuracy(task.data.test));
}

}  // namespace netseam::pipeline
