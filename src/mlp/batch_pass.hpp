#pragma once
#include "loss_kernels.hpp"
#include "product_kernels.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/loss.hpp"
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::mlp {

/// Hidden activations that are dropped in training.
struct Dropout {
  std::uint64_t key;
  std::uint32_t epoch;
  double share;
};

/// A block of samples on its way through a network and back. All memory is taken by the constructor. Blocks
/// are unit-major (product_kernels.hpp). Parameters are lists in the order of Shape. The order of calls is:
/// load, forward, loss_gradient or output_delta, layer_gradients from the last layer to the first.
class BatchPass {
 public:
  /// For blocks of `capacity` samples at most. A null backend is none; it has to outlive the pass.
  BatchPass(const Shape& shape, std::size_t capacity, const linalg::DenseBackend* backend);

  /// Takes these rows of the examples. rows.size() is 1 .. capacity.
  void load(const Examples& examples, std::span<const std::uint32_t> rows);
  void load_inputs(core::MatrixView<const float> inputs, std::span<const std::uint32_t> rows);
  /// Adds normal noise to the inputs, keyed by their rows.
  void add_input_noise(std::uint64_t key, std::uint32_t epoch, double deviation);
  void forward(const float* parameter, const Dropout* dropout = nullptr);
  /// Loss as a sum over entries or samples; starts the way back from the gradient of that sum times `scale`.
  double loss_gradient(Loss loss, double scale);
  /// The same way back, without the loss.
  void output_delta(Loss loss, double scale);
  /// The derivative by the outputs of the layer before becomes what layer_delta(layer) returns; without the
  /// factor of its ReLU where `through_relu` is no. Not for layer 0, whose inputs have none.
  void input_delta(std::size_t layer, const float* parameter, Rectify through_relu);
  /// Gradient by the weights and biases of a layer, to their places in the list `gradient`.
  void parameter_gradient(std::size_t layer, float* gradient);
  /// Applies the factor of the ReLU that input_delta left out.
  void apply_relu_factor(std::size_t layer);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// Values of the units of a layer (0 = inputs) for the samples: units x samples.
  [[nodiscard]] core::MatrixView<float> activation(std::size_t layer);
  /// Derivatives by them, from layer 1 on.
  [[nodiscard]] core::MatrixView<float> delta(std::size_t layer);
  [[nodiscard]] OutputBlock outputs() const;
  /// Sigmoid or softmax of the outputs, in place.
  void apply_output_function(Loss loss);

 private:
  [[nodiscard]] LayerBlock layer_block(std::size_t layer, const float* parameter) const;

  Shape shape_;
  std::size_t capacity_, count_ = 0, columns_ = 0;
  const linalg::DenseBackend* backend_;
  float active_scale_ = 1;  // derivative of an activation above 0
  std::vector<std::size_t> first_weight_, first_bias_;
  core::AlignedBuffer<std::uint32_t> sample_;
  std::vector<core::AlignedBuffer<float>> activation_, delta_;
  core::AlignedBuffer<float> target_;
};

}  // namespace netseam::mlp
