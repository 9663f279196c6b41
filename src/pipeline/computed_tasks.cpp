#include "computed_tasks.hpp"

#include "task_size.hpp"

#include "netseam/core/error.hpp"
#include "netseam/tasks/modular_sum.hpp"
#include "netseam/tasks/row_split.hpp"
#include "netseam/tasks/synthetic_task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::pipeline {
namespace {

[[noreturn]] void refuse(const Config& config, const std::string& key, const std::string& found,
                         const std::string& expected) {
  throw core::ConfigError(
      fmt::format("{}: tasks.{}: found {}, expected {}", config.file.string(), key, found, expected));
}

tasks::RowRange training_rows(const TaskConfig& given) { return {0, given.rows, given.seed}; }
tasks::RowRange test_rows(const TaskConfig& given) { return {given.rows, given.test_rows, given.seed}; }

tasks::SplitTask line(const Config& config) {
  const TaskConfig& given = config.tasks;
  const tasks::LineImages images{given.height, given.width, given.lines};
  if (given.lines > given.width)
    refuse(config, "lines", fmt::format("{}", given.lines),
           fmt::format("at most the {} columns of tasks.width", given.width));
  for (const std::size_t rows : {given.rows, given.test_rows}) {
    require_task_fits(config, "line", {rows, given.height, given.width});
    require_task_fits(config, "line", {rows, given.lines});
  }
  return {tasks::line_task(images, training_rows(given)), tasks::line_task(images, test_rows(given))};
}

tasks::SplitTask random(const Config& config) {
  const TaskConfig& given = config.tasks;
  for (const std::size_t rows : {given.rows, given.test_rows}) {
    require_task_fits(config, "random", {rows, given.pixels});
    require_task_fits(config, "random", {rows, given.classes});
  }
  return {tasks::random_task(given.pixels, given.classes, training_rows(given)),
          tasks::random_task(given.pixels, given.classes, test_rows(given))};
}

tasks::SplitTask polynomial(const Config& config) {
  const TaskConfig& given = config.tasks;
  for (const std::size_t rows : {given.rows, given.test_rows})
    require_task_fits(config, "polynomial", {rows, 512});
  return {tasks::polynomial_task(training_rows(given)), tasks::polynomial_task(test_rows(given))};
}

/// modulus^(terms groups). ConfigError for more than 2^24.
std::size_t sum_rows(const Config& config) {
  const TaskConfig& given = config.tasks;
  constexpr std::size_t most = std::size_t{1} << 24;
  std::size_t rows = 1;
  for (std::size_t group = 0; group < given.groups; ++group)
    for (std::size_t term = 0; term < given.terms; ++term) {  // ends early: the modulus is 2 at least
      if (given.modulus > most / rows)
        refuse(config, "modulus",
               fmt::format("{}^({} x {}) rows (tasks.terms, tasks.groups)", given.modulus, given.terms,
                           given.groups),
               "at most 2^24 rows");
      rows *= given.modulus;
    }
  return rows;
}

tasks::SplitTask modular_sum(const Config& config) {
  const TaskConfig& given = config.tasks;
  const std::size_t outer = given.outer_modulus == 0 ? given.modulus : given.outer_modulus;
  if (given.modulus < 2) refuse(config, "modulus", fmt::format("{}", given.modulus), "at least 2");
  if (outer < 2) refuse(config, "outer-modulus", fmt::format("{}", outer), "at least 2, or 0");
  const std::size_t rows = sum_rows(config);
  require_task_fits(config, "modular-sum", {rows, given.terms, given.groups, given.modulus});
  require_task_fits(config, "modular-sum", {rows, outer});
  const auto training = static_cast<std::size_t>(std::lround(given.sums_share * static_cast<double>(rows)));
  if (given.sums_share < 1 && (training == 0 || training == rows))
    refuse(config, "sums-share", fmt::format("{}: {} of {} rows", given.sums_share, training, rows),
           "rows to train on and rows to test on, or 1: all for both");
  auto all = tasks::modular_sum({given.modulus, given.terms, given.groups, outer});
  if (given.sums_share < 1) return tasks::random_split(all, training, given.seed);
  return {all, all};
}

}  // namespace

const std::vector<std::string>& computed_task_names() {
  static const std::vector<std::string> names{"line", "random", "polynomial", "modular-sum"};
  return names;
}

tasks::SplitTask computed_task(const Config& config, const std::string& name) {
  if (name == "line") return line(config);
  if (name == "random") return random(config);
  if (name == "polynomial") return polynomial(config);
  if (name == "modular-sum") return modular_sum(config);
  throw core::InternalError("there is no computed task " + name);
}

}  // namespace netseam::pipeline
