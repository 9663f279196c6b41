#include "network_checkpoint.hpp"

#include "netseam/mlp/loss.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/safetensors_writer.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {
namespace {

using store::NamedTensor;

std::string layer_name(const mlp::Shape& shape, std::size_t layer) {
  return layer + 1 == shape.layers() ? "head" : fmt::format("layers.{}", layer);
}

void write_weights(const std::filesystem::path& file, const mlp::Network& network) {
  std::vector<NamedTensor> tensors;
  const auto& units = network.shape.units;
  for (std::size_t l = 0; l < network.shape.layers(); ++l) {
    const std::string name = layer_name(network.shape, l);
    tensors.push_back({name + ".weight", {units[l + 1], units[l]}, network.weights(l)});
    tensors.push_back({name + ".bias", {units[l + 1]}, network.biases(l)});
  }
  store::write_safetensors(file, tensors, std::vector{store::order_of_layers(tensors)});
}

/// Columns `first`, first + 1, ... of a matrix, packed.
std::vector<float> packed_columns(core::MatrixView<const float> matrix, std::size_t first,
                                  std::size_t count) {
  std::vector<float> values;
  values.reserve(matrix.rows() * count);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    const float* begin = matrix.data() + row * matrix.stride() + first;
    values.insert(values.end(), begin, begin + count);
  }
  return values;
}

void write_activations(const std::filesystem::path& file, const mlp::Network& network,
                       core::MatrixView<const float> samples, const linalg::DenseBackend* backend) {
  const auto& units = network.shape.units;
  const std::size_t rows = samples.rows(), layers = network.shape.layers(), outputs = units.back();
  std::size_t hidden = 0;
  for (std::size_t l = 1; l < layers; ++l) hidden += units[l];
  // squared error leaves the outputs as they are; the targets are of no account for activations
  constexpr auto plain = mlp::Loss::squared_error;
  std::vector<float> head(rows * outputs), activation(rows * hidden), derivative(rows * hidden);
  mlp::predict(network, samples, plain, {head.data(), rows, outputs}, backend);
  if (hidden > 0)
    mlp::hidden_responses(network, {samples, {head.data(), rows, outputs}}, plain,
                          {activation.data(), rows, hidden}, {derivative.data(), rows, hidden}, backend);
  std::vector<std::vector<float>> packed{packed_columns(samples, 0, units[0])};
  std::vector<NamedTensor> tensors{{"input", {rows, units[0]}, {}}};
  std::size_t first = 0;
  for (std::size_t l = 0; l + 1 < layers; ++l) {
    packed.push_back(packed_columns({activation.data(), rows, hidden}, first, units[l + 1]));
    tensors.push_back({layer_name(network.shape, l), {rows, units[l + 1]}, {}});
    first += units[l + 1];
  }
  packed.push_back(std::move(head));
  tensors.push_back({"head", {rows, outputs}, {}});
  for (std::size_t t = 0; t < tensors.size(); ++t) tensors[t].values = packed[t];
  store::write_safetensors(file, tensors, std::vector{store::order_of_layers(tensors)});
}

}  // namespace

void write_checkpoint(const std::filesystem::path& folder, const mlp::Network& network,
                      core::MatrixView<const float> samples, const linalg::DenseBackend* backend) {
  const auto partial = store::partial_name(folder);
  write_weights(partial / "weights.safetensors", network);
  write_activations(partial / "activations.safetensors", network, samples, backend);
  store::publish_folder(partial, folder);
}

}  // namespace netseam::pipeline
