#pragma once
// The tasks that are computed from [tasks] alone.
#include "netseam/pipeline/config.hpp"
#include "netseam/tasks/task.hpp"

#include <string>
#include <vector>

namespace netseam::pipeline {

/// "line", "random", "polynomial" and "modular-sum".
[[nodiscard]] const std::vector<std::string>& computed_task_names();

/// One of them. line, random, polynomial: rows 0 .. tasks.rows - 1 train, the next tasks.test-rows test.
/// modular-sum: all rows do both, or a random share of them, rounded to whole rows, trains and the others
/// test. Throws ConfigError for values of [tasks] that do not fit each other, or too large a table.
[[nodiscard]] tasks::SplitTask computed_task(const Config& config, const std::string& name);

}  // namespace netseam::pipeline
