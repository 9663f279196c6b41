#pragma once
#include "netseam/pipeline/config.hpp"
#include "netseam/tasks/boolean_task.hpp"
#include "netseam/tasks/task.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A task that networks are sculpted on.
struct SculptTask {
  std::string name;  // "4-1-2-16", or that of the folder
  tasks::Task data;
  std::optional<tasks::BooleanFamily> family;  // whose success rule applies
};

/// Folder names of the tasks, in the order of the study. ConfigError for two of one name.
[[nodiscard]] std::vector<std::string> sculpt_task_names(const Config& config);

/// The files that task number `which` is read from; none for a Boolean function.
[[nodiscard]] std::vector<std::filesystem::path> sculpt_task_files(const Config& config, std::size_t which);

/// Task number `which`: the truth table of a Boolean function, or inputs.npy (rows x inputs) and targets.npy
/// (rows x outputs, from 0 to 1) of a folder. Throws ConfigError for a name that is neither, InputError for
/// files that do not fit or rows that contradict each other.
[[nodiscard]] SculptTask read_sculpt_task(const Config& config, std::size_t which);

/// How networks of one shape are trained on a task: the row of sculpt.training for it, else what the study
/// says.
struct TrainingPlan {
  double learning_rate = 0.05;
  std::size_t batch = 8, epochs = 20;
};

/// The rows of sculpt.training: `function,arch,lr,batch,epochs`, names with dashes. Throws InputError naming
/// the line.
class TrainingTable {
 public:
  TrainingTable() = default;
  explicit TrainingTable(const Config& config);
  [[nodiscard]] TrainingPlan plan(const std::string& task, const std::vector<std::size_t>& units) const;

 private:
  struct Row {
    std::string task, network;
    TrainingPlan plan;
  };
  std::vector<Row> row_;
  TrainingPlan otherwise_;
};

}  // namespace netseam::pipeline
