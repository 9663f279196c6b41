#pragma once
#include "netseam/core/random_stream.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::mlp {

/// Units of every layer of a dense network, inputs first: L weight layers, L + 1 layers of units. All its
/// parameters are one list, layer by layer: the weights (outputs x inputs, row-major), then the biases
/// (outputs).
struct Shape {
  std::vector<std::size_t> units;  // L + 1 >= 2, each at least 1

  [[nodiscard]] std::size_t layers() const noexcept { return units.size() - 1; }
  [[nodiscard]] std::size_t inputs() const noexcept { return units.front(); }
  [[nodiscard]] std::size_t outputs() const noexcept { return units.back(); }
  /// Of all layers, without biases. O(L).
  [[nodiscard]] std::size_t weights() const noexcept;
  [[nodiscard]] std::size_t parameters() const noexcept;
  /// Where the weights and the biases of a layer begin. O(L).
  [[nodiscard]] std::size_t first_weight(std::size_t layer) const noexcept;
  [[nodiscard]] std::size_t first_bias(std::size_t layer) const noexcept;
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// A dense network: ReLU between its layers; what becomes of the outputs is the loss's (mlp/loss.hpp).
struct Network {
  Shape shape;
  std::vector<float> parameter;  // shape.parameters()

  [[nodiscard]] std::span<float> weights(std::size_t layer);
  [[nodiscard]] std::span<const float> weights(std::size_t layer) const;
  [[nodiscard]] std::span<float> biases(std::size_t layer);
  [[nodiscard]] std::span<const float> biases(std::size_t layer) const;
};

/// Weights normal with deviation sqrt(2 / inputs of their layer), biases 0 (He et al. 2015,
/// arXiv:1502.01852). The same stream gives the same network anywhere. O(parameters).
[[nodiscard]] Network initial_network(const Shape& shape, core::RandomStream& random);

/// Which weights of a network are there. Biases of units without incoming weights are not there either.
struct Mask {
  Shape shape;
  std::vector<std::vector<unsigned char>> kept;  // of every layer, outputs x inputs: 1 = there

  [[nodiscard]] std::size_t weights_kept() const;
};

/// All weights are there.
[[nodiscard]] Mask full_mask(const Shape& shape);
/// Sets to 0 what is not there. O(parameters).
void apply_mask(const Mask& mask, Network& network);

}  // namespace netseam::mlp
