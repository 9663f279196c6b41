#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// [train]: networks that are trained on tasks, with checkpoints along the way.
struct TrainConfig {
  std::vector<std::string> tasks;                          // as in sculpt.tasks
  std::vector<std::vector<std::size_t>> hidden{{64, 64}};  // units of the hidden layers of each network
  std::vector<std::uint64_t> seeds{0};                     // one network for each
  std::size_t epochs = 20, batch = 128;
  double learning_rate = 1e-3;
  double weight_decay = 0, l1 = 0, dropout = 0, input_noise = 0;
  std::vector<std::size_t> save;  // epochs; empty = 0, the powers of two and the last
  std::size_t samples = 300;      // test rows whose activations are saved
};

}  // namespace netseam::pipeline
