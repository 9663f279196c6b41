#pragma once
#include "netseam/tasks/task.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace netseam::pipeline {

/// [tasks]: what the tasks are built of that a study names, in sculpt.tasks or train.tasks.
struct TaskConfig {
  std::string images, labels;            // .npy: digit images and their classes, for the two-image tasks
  std::string test_images, test_labels;  // the same, held back; for halves and stacked
  std::size_t image_height = 0;          // 0 = from the array; of flat images, square
  std::size_t images_of_pair = 1000;     // rows of each pair of digits
  double training_share = 0.8;           // of them
  std::size_t rows = 60000, test_rows = 10000;  // line, random, polynomial, halves, stacked
  std::size_t lines = 10, height = 28, width = 28;
  std::size_t pixels = 784, classes = 10;                             // random
  std::size_t modulus = 7, terms = 2, groups = 1, outer_modulus = 0;  // outer: 0 = as modulus
  double sums_share = 1;  // of all sums that are trained on; 1 = all, and they are tested on too
  std::optional<tasks::FittingLoss> loss;  // of folders; none = by the targets
  std::uint64_t seed = 0;
};

}  // namespace netseam::pipeline
