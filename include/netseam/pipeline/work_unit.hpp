#pragma once
#include "netseam/pipeline/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// One piece of work that is done or not: a stage of one checkpoint. Its product appears whole or not at all.
struct WorkUnit {
  std::string stage;             // "layers"
  std::string checkpoint;        // name: the last part of the checkpoint's path, a file without its extension
  std::filesystem::path source;  // folder or file of the checkpoint
  std::filesystem::path product;  // OUTPUT/STUDY/CHECKPOINT/STAGE.h5
  std::filesystem::path
      shards;                 // OUTPUT/STUDY/CHECKPOINT/STAGE.shards, finished pieces of an unfinished unit
  std::filesystem::path log;  // OUTPUT/STUDY/CHECKPOINT/STAGE.log
};

/// The units of a stage: patterns in the order of the study, what one glob matches in natural order of the
/// names. Errors: ConfigError: no checkpoints given, a pattern that matches nothing, two checkpoints of one
/// name, a study name that is no folder name.
[[nodiscard]] std::vector<WorkUnit> plan_units(const Config& config, const std::string& stage);

/// The units of a stage that makes its networks itself: one for each task of
/// train.tasks (stage "train") or sculpt.tasks, named like it;
/// their source is the study file. Throws ConfigError for two tasks of one name.
[[nodiscard]] std::vector<WorkUnit> plan_task_units(const Config& config, const std::string& stage);

/// The files and folders that a path or glob matches, in natural order of their names; none is no error.
[[nodiscard]] std::vector<std::filesystem::path> matching_paths(const std::filesystem::path& pattern);

/// The last part of a path, of a file without its extension.
[[nodiscard]] std::string checkpoint_name(const std::filesystem::path& path);

}  // namespace netseam::pipeline
