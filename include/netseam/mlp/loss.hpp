#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <span>

namespace netseam::mlp {

/// What is minimised, as a mean over the entries, or samples, of a batch.
///   binary_cross_entropy  outputs pass a sigmoid; targets in [0, 1]; mean over all entries
///   cross_entropy         outputs pass a softmax; targets are shares of classes that add up to 1; mean over
///   samples squared_error         outputs as they are; mean over all entries
enum class Loss { binary_cross_entropy, cross_entropy, squared_error };

/// Samples: inputs n x d, targets n x outputs, row-major, float32. Views of what the caller keeps.
struct Examples {
  core::MatrixView<const float> inputs, targets;
  [[nodiscard]] std::size_t count() const noexcept { return inputs.rows(); }
};

/// How well a network does. Accuracy, 0 to 1: the share of entries right at threshold 1/2
/// (binary_cross_entropy; outputs and targets count as 1 from 1/2 on), of samples whose largest output is
/// their largest target, the first of equal ones (cross_entropy), or of entries that are off by at most 1/2
/// (squared_error). rows_right: the share of samples all of whose entries are right.
struct Score {
  double loss = 0, accuracy = 0, rows_right = 0;
};

// The functions below throw InternalError where shapes do not fit or there are no samples. With a `backend`,
// the products of wide layers are its own; without one all of them are the kernels of this room. Results
// differ in rounding only.

/// Loss and accuracy over all examples, in blocks of rows. 2 parameters x examples flop.
[[nodiscard]] Score evaluate(const Network& network, const Examples& examples, Loss loss,
                             const linalg::DenseBackend* backend = nullptr);

/// What the network gives: outputs of the last layer after sigmoid or softmax, n x outputs. 2 parameters x n
/// flop.
void predict(const Network& network, core::MatrixView<const float> inputs, Loss loss,
             core::MatrixView<float> out, const linalg::DenseBackend* backend = nullptr);

/// Gradient of the loss over `examples` (one batch) by every parameter, in their order; returns the loss.
/// 6 parameters x examples flop; memory of all units x examples.
double gradient(const Network& network, const Examples& examples, Loss loss, std::span<float> out,
                const linalg::DenseBackend* backend = nullptr);

/// For every sample on its own: activations of the hidden units, after ReLU, and the derivative of that
/// sample's loss by them, layer after layer. Both n x hidden units (all hidden layers side by side), float32.
/// 4 parameters x n flop.
void hidden_responses(const Network& network, const Examples& examples, Loss loss,
                      core::MatrixView<float> activation, core::MatrixView<float> derivative,
                      const linalg::DenseBackend* backend = nullptr);

}  // namespace netseam::mlp
