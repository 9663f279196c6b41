#include "layer_products.hpp"

namespace netseam::mlp {
namespace {

using linalg::Transpose;
using View = core::MatrixView<const float>;

// From which sizes on the backend is faster; measured with oneDNN and AVX-512 at 16 to 256 columns
// (tests/bench/README.md). The kernels lose where they read weights down their columns and where they sum
// over lanes.
constexpr std::size_t outputs_pay_from = std::size_t{1} << 24;           // multiplications
constexpr std::size_t input_gradients_pay_from = std::size_t{1} << 18;   // multiplications
constexpr std::size_t weight_gradients_pay_from = std::size_t{1} << 12;  // weights

std::size_t weight_count(const LayerBlock& layer) { return layer.inputs * layer.outputs; }
std::size_t multiplications(const LayerBlock& layer) { return weight_count(layer) * layer.columns; }

View weights_of(const LayerBlock& layer) { return {layer.weights, layer.outputs, layer.inputs}; }

}  // namespace

void layer_outputs(const linalg::DenseBackend* backend, const LayerBlock& layer, const float* biases,
                   const float* in, Rectify rectify, float* out) {
  if (backend == nullptr || multiplications(layer) < outputs_pay_from)
    return layer_outputs(layer, biases, in, rectify, out);
  backend->multiply(Transpose::no, Transpose::no, 1.0F, weights_of(layer),
                    View(in, layer.inputs, layer.columns), 0.0F, {out, layer.outputs, layer.columns});
  add_biases(biases, layer.outputs, layer.columns, rectify, out);
}

void input_gradients(const linalg::DenseBackend* backend, const LayerBlock& layer, const float* delta,
                     const float* gate, float scale, float* out) {
  if (backend == nullptr || multiplications(layer) < input_gradients_pay_from)
    return input_gradients(layer, delta, gate, scale, out);
  backend->multiply(Transpose::yes, Transpose::no, 1.0F, weights_of(layer),
                    View(delta, layer.outputs, layer.columns), 0.0F, {out, layer.inputs, layer.columns});
  if (gate != nullptr) gate_values(gate, scale, layer.inputs * layer.columns, out);
}

void weight_gradients(const linalg::DenseBackend* backend, const LayerBlock& layer, const float* delta,
                      const float* in, float* out) {
  if (backend == nullptr || weight_count(layer) < weight_gradients_pay_from)
    return weight_gradients(layer, delta, in, out);
  backend->multiply(Transpose::no, Transpose::yes, 1.0F, View(delta, layer.outputs, layer.columns),
                    View(in, layer.inputs, layer.columns), 0.0F, {out, layer.outputs, layer.inputs});
}

}  // namespace netseam::mlp
