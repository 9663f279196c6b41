#pragma once
#include "netseam/sculpt/percentage_search.hpp"
#include "netseam/sculpt/pruned_mask.hpp"
#include "netseam/sculpt/pruning_grid.hpp"
#include "netseam/sculpt/unit_scores.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// [sculpt]: networks that are trained on tasks and pruned.
struct SculptConfig {
  std::vector<std::string> tasks;  // names such as 4-1-2-16, or folders with inputs.npy and targets.npy
  std::vector<std::size_t> widths{24, 36, 48}, depths{1, 2, 3};
  sculpt::PruningGrid grid;
  std::string training;  // .csv of learning rate, batch and epochs by task and network; empty = as below
  double learning_rate = 0.05;
  std::size_t batch = 8, epochs = 20;
  double weight_decay = 1e-4, input_noise = 0.1;
  double accuracy = 1;  // that a pruned network must reach on the test rows
  sculpt::ScoreOptions score;
  sculpt::PruningScale scale = sculpt::PruningScale::network;
  sculpt::Schedule schedule = sculpt::Schedule::linear;
  std::size_t schedule_steps = 10;
  double least_step = 0;  // per cent; 0 = one unit, one weight
  bool as_released = false;
};

}  // namespace netseam::pipeline
