#pragma once
#include "weight_shape.hpp"
#include "weight_tensors.hpp"

#include "netseam/graph/block_graph.hpp"
#include "netseam/graph/kernel_norm.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace netseam::pipeline {

/// How the numbers of a tensor become weights, outputs x inputs.
struct TensorReading {
  std::size_t tensor = 0;
  WeightShape shape;
  std::vector<float> factor;  // of each output; empty = 1
};

/// Where the weights of a block are: units of the target x units of the source.
struct BlockPlace {
  std::size_t reading = 0;
  std::size_t first_unit = 0, units = 0;  // of the source, among the inputs of the reading
};

/// Rows of blocks of weights that are read whenever they are asked for: kernels as their norms, times the
/// factors of the outputs. What is held in memory: see WeightInput::rows. The function throws InputError for
/// a damaged file; a number that is not finite gives a weight that is not finite.
[[nodiscard]] graph::BlockRows weight_rows(std::shared_ptr<const WeightTensors> files,
                                           std::vector<BlockPlace> block, std::vector<TensorReading> reading,
                                           graph::KernelNorm norm);

/// The shape of a dense tensor of several inputs for each channel, as kernels of height 1. `channels_last`:
/// the inputs are those of all channels at one place, then at the next; else all of one channel, then of the
/// next.
[[nodiscard]] WeightShape with_positions(WeightShape shape, std::size_t positions, bool channels_last);

}  // namespace netseam::pipeline
