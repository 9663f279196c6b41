#pragma once
// Learning rate, batch and epochs by task and network.
#include "netseam/pipeline/config.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

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
