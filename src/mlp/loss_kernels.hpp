#pragma once
#include "netseam/mlp/loss.hpp"

#include <cstddef>

namespace netseam::mlp {

/// Outputs of the last layer, before sigmoid or softmax, and targets: outputs x columns each
/// (product_kernels.hpp), of which the first `count` columns are samples.
struct OutputBlock {
  const float *outputs, *targets;
  std::size_t units, columns, count;
};

/// Sum of the losses of all entries (binary_cross_entropy, squared_error) or samples (cross_entropy). `delta`
/// becomes the derivative of that sum by the outputs times `scale`, and 0 in the columns without samples.
double loss_and_delta(Loss loss, const OutputBlock& block, float scale, float* delta);
/// `delta` alone, the same to the last bit: at less cost for binary_cross_entropy.
void loss_delta(Loss loss, const OutputBlock& block, float scale, float* delta);

/// What is right: entries, or samples (cross_entropy), as Score::accuracy counts them, and whole samples.
struct RightCounts {
  std::size_t counted = 0, samples = 0;
};
RightCounts count_right(Loss loss, const OutputBlock& block);

/// Outputs become what the network says: sigmoid, softmax, or as they are. In place, units x columns.
void apply_output_function(Loss loss, std::size_t units, std::size_t columns, float* outputs);

}  // namespace netseam::mlp
