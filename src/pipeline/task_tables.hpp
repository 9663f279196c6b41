#pragma once
// Tasks that are tables in a folder.
#include "netseam/pipeline/config.hpp"
#include "netseam/tasks/task.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// inputs.npy, targets.npy, and test_inputs.npy and test_targets.npy where one of them is there.
[[nodiscard]] std::vector<std::filesystem::path> task_table_files(const std::filesystem::path& folder);

/// Reads them: inputs rows x columns (further axes are flattened); targets rows x outputs from 0 to 1
/// (binary cross-entropy), or a list of classes, whole numbers from 0 (one-hot; cross-entropy). With
/// tasks.loss = cross-entropy rows of targets must add up to 1, with squared-error they may be any numbers.
/// Without test files, the same rows test, and rows that contradict each other are an error. Throws
/// InputError for files that do not fit, ConfigError for too large a table.
[[nodiscard]] tasks::SplitTask read_task_tables(const Config& config, const std::filesystem::path& folder,
                                                const std::string& name);

}  // namespace netseam::pipeline
