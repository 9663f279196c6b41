#pragma once
#include "product_kernels.hpp"

#include "netseam/linalg/dense_backend.hpp"

namespace netseam::mlp {

// The three products of a layer, by the kernels of this room or, where they are large and there is a backend,
// by the backend. Nothing else knows which. Arguments as in product_kernels.hpp.

void layer_outputs(const linalg::DenseBackend* backend, const LayerBlock& layer, const float* biases,
                   const float* in, Rectify rectify, float* out);
void input_gradients(const linalg::DenseBackend* backend, const LayerBlock& layer, const float* delta,
                     const float* gate, float scale, float* out);
void weight_gradients(const linalg::DenseBackend* backend, const LayerBlock& layer, const float* delta,
                      const float* in, float* out);

}  // namespace netseam::mlp
