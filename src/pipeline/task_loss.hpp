#pragma once
// The loss that a task asks for, as mlp/ calls it.
#include "netseam/mlp/loss.hpp"
#include "netseam/tasks/task.hpp"

namespace netseam::pipeline {

[[nodiscard]] inline mlp::Loss loss_of(tasks::FittingLoss loss) noexcept {
  switch (loss) {
    case tasks::FittingLoss::binary_cross_entropy:
      return mlp::Loss::binary_cross_entropy;
    case tasks::FittingLoss::cross_entropy:
      return mlp::Loss::cross_entropy;
    case tasks::FittingLoss::squared_error:
      break;
  }
  return mlp::Loss::squared_error;
}

[[nodiscard]] inline const char* loss_text(tasks::FittingLoss loss) noexcept {
  switch (loss) {
    case tasks::FittingLoss::binary_cross_entropy:
      return "binary cross-entropy";
    case tasks::FittingLoss::cross_entropy:
      return "cross-entropy";
    case tasks::FittingLoss::squared_error:
      break;
  }
  return "squared error";
}

}  // namespace netseam::pipeline
