#pragma once
// The tasks whose rows are two labelled images: tasks.images, tasks.labels.
#include "netseam/pipeline/config.hpp"
#include "netseam/tasks/task.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// "two-digits", "two-digits-xor", "halves-same", "halves-different", "stacked-same" and "stacked-different".
[[nodiscard]] const std::vector<std::string>& image_task_names();

/// The files that one of them is made of. ConfigError where [tasks] does not name them all.
[[nodiscard]] std::vector<std::filesystem::path> image_task_files(const Config& config,
                                                                  const std::string& name);

/// One of them; values of the images as they are. Of halves and stacked, the test rows are pairs of the test
/// images, drawn by other random numbers. Throws ConfigError for values of [tasks] that do not fit,
/// InputError for files that do not.
[[nodiscard]] tasks::SplitTask image_task(const Config& config, const std::string& name);

}  // namespace netseam::pipeline
