#pragma once
#include <cstddef>

namespace netseam::mlp {

/// Samples of a block are padded to a multiple of this; blocks are unit-major: the values of one unit for all
/// samples of the block are consecutive.
inline constexpr std::size_t column_group = 16;

/// One layer and a block of samples. Blocks have `columns` floats for every unit.
struct LayerBlock {
  const float* weights;  // outputs x inputs, row-major
  std::size_t inputs, outputs, columns;
};

enum class Rectify : bool { no, yes };

/// out (outputs x columns) = W in + b, and 0 where that is negative if asked for.
void layer_outputs(const LayerBlock& layer, const float* biases, const float* in, Rectify rectify,
                   float* out);

/// out (inputs x columns) = W' delta, times `scale` where `gate` (inputs x columns) is above 0 and 0
/// elsewhere; without a gate as it is.
void input_gradients(const LayerBlock& layer, const float* delta, const float* gate, float scale, float* out);

/// out (outputs x inputs) = delta in'. The weights are not read.
void weight_gradients(const LayerBlock& layer, const float* delta, const float* in, float* out);

/// out[j] = sum over the row j of delta.
void row_sums(const float* delta, std::size_t rows, std::size_t columns, float* out);

/// values = values + bias of its row, and 0 where that is negative if asked for. In place, rows x columns.
void add_biases(const float* biases, std::size_t rows, std::size_t columns, Rectify rectify, float* values);

/// values = values times `scale` where `gate` is above 0, and 0 elsewhere. In place; count is a multiple of
/// column_group.
void gate_values(const float* gate, float scale, std::size_t count, float* values);

}  // namespace netseam::mlp
