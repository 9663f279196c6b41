#pragma once
// A trained network as a checkpoint that the other stages read.
#include "netseam/core/matrix_view.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/mlp/network.hpp"

#include <filesystem>

namespace netseam::pipeline {

/// Writes FOLDER/weights.safetensors and activations.safetensors; the folder appears whole or not at all, and
/// must not be there before. Weights: layers.0.weight (outputs x inputs) and layers.0.bias, ..., and
/// head.weight, head.bias of the last layer. Activations of `samples` (n x inputs): input, layers.0, ...
/// after ReLU, and head, the outputs before sigmoid or softmax. Not collective. Throws ConfigError with path
/// and reason.
void write_checkpoint(const std::filesystem::path& folder, const mlp::Network& network,
                      core::MatrixView<const float> samples, const linalg::DenseBackend* backend);

}  // namespace netseam::pipeline
