#pragma once
#include "netseam/mlp/training.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace netseam::test {

/// Random inputs (normal) and targets that fit the loss, and a network with biases that are not 0.
struct MadeTask {
  std::vector<float> inputs, targets;
  std::size_t rows;
  mlp::Network network;
  [[nodiscard]] mlp::Examples examples() const;
};
MadeTask made_task(const mlp::Shape& shape, std::size_t rows, mlp::Loss loss, std::uint64_t unit);

/// Each weight with probability `share`, but the first row of each layer has none.
mlp::Mask made_mask(const mlp::Shape& shape, double share, std::uint64_t unit);

// The same mathematics as mlp/, in double precision, one sample after the other, without a thought of speed.

std::vector<double> as_doubles(std::span<const float> values);
/// Outputs of all units of all layers for one sample, inputs first; hidden ones after ReLU, the last ones as
/// they are.
std::vector<std::vector<double>> reference_units(const mlp::Shape& shape, std::span<const double> parameter,
                                                 std::span<const float> input);
/// Loss over some rows of the examples.
double reference_loss(const mlp::Shape& shape, std::span<const double> parameter,
                      const mlp::Examples& examples, std::span<const std::uint32_t> rows, mlp::Loss loss);
/// Loss from the outputs of one sample (before sigmoid or softmax).
double sample_loss(std::span<const double> outputs, std::span<const float> targets, mlp::Loss loss);
/// Gradient of the same by backward differentiation.
std::vector<double> reference_gradient(const mlp::Shape& shape, std::span<const double> parameter,
                                       const mlp::Examples& examples, std::span<const std::uint32_t> rows,
                                       mlp::Loss loss);

/// Adam with coupled decay, as the formulas of its paper say.
struct ReferenceAdam {
  std::vector<double> parameter, first, second;
  std::size_t steps = 0;
  /// `kept` and `is_weight` have an entry for each parameter.
  void step(const mlp::TrainingOptions& options, std::span<const double> gradient,
            const std::vector<bool>& kept, const std::vector<bool>& is_weight);
};
/// For every parameter: is it there? Is it a weight?
std::vector<bool> kept_of(const mlp::Mask& mask);
std::vector<bool> weights_of(const mlp::Shape& shape);

std::vector<std::uint32_t> all_rows(std::size_t count);

}  // namespace netseam::test
