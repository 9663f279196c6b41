#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace netseam::data {

/// A network after some epochs of its training.
struct TrainingEpoch {
  std::size_t epoch = 0;                    // passes over the training rows so far; 0 = untrained
  double training_loss = 0;                 // mean over the epoch, while the weights changed; NaN for epoch 0
  double test_loss = 0, test_accuracy = 0;  // of the network after the epoch; accuracy 0 to 1
  std::string
      checkpoint;  // folder with its weights and activations, beside the result file; empty = not saved
  double test_rows_right = std::numeric_limits<double>::quiet_NaN();  // share of test rows right in all
                                                                      // outputs; NaN = not known
};

/// One network and its training.
struct TrainedNetwork {
  std::string name;                // "784-256-256-10 seed 1"
  std::vector<std::size_t> units;  // of every layer, inputs first
  std::uint64_t seed = 0;
  std::vector<TrainingEpoch> epoch;  // ascending, from 0
};

/// The networks that were trained on one task.
struct TrainedNetworks {
  std::string task;
  std::string loss;  // "binary cross-entropy", "cross-entropy" or "squared error"
  std::size_t training_rows = 0, test_rows = 0;
  std::vector<TrainedNetwork> network;
};

}  // namespace netseam::data
