#pragma once
// The tasks that a study names: built from [tasks], or read from folders.
#include "netseam/pipeline/config.hpp"
#include "netseam/tasks/boolean_task.hpp"
#include "netseam/tasks/task.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A task as a study names it.
struct NamedTask {
  std::string name;       // "4-1-2-16", "line", or that of the folder
  tasks::SplitTask data;  // what is trained on, and what is tested on: the same rows where all are known
  std::optional<tasks::BooleanFamily> family;  // whose success rule applies
};

/// The names of `listed` tasks, in their order; they name folders of results. `key`: the option that lists
/// them, for messages. ConfigError for two of one name.
[[nodiscard]] std::vector<std::string> task_names(const Config& config,
                                                  const std::vector<std::string>& listed, const char* key);

/// The files that a task is read from; none for one that is computed. ConfigError for a text that is neither
/// the name of a task nor a folder, suggesting the nearest name.
[[nodiscard]] std::vector<std::filesystem::path> task_files(const Config& config, const std::string& task,
                                                            const char* key);

/// Builds or reads a task. Throws ConfigError for values of [tasks] that do not fit each other, InputError
/// for files that do not fit or rows that contradict each other.
[[nodiscard]] NamedTask read_task(const Config& config, const std::string& task, const char* key);

/// What the accuracy of a network on the task is a share of, and what the best constant answer would have:
/// "the outputs of the test rows, at threshold 1/2; the best constant answer has 0.9000". O(test rows
/// outputs).
[[nodiscard]] std::string accuracy_text(const NamedTask& task);

}  // namespace netseam::pipeline
