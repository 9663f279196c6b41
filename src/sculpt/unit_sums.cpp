#include "netseam/sculpt/unit_sums.hpp"

#include "netseam/core/error.hpp"

#include <cmath>
#include <span>

namespace netseam::sculpt {
namespace {

std::size_t hidden_units(const mlp::Shape& shape) {
  std::size_t units = 0;
  for (std::size_t layer = 1; layer < shape.layers(); ++layer) units += shape.units[layer];
  return units;
}

void check_sizes(const UnitSums& sums, const mlp::Network& network, const UnitResponses& responses) {
  const std::size_t rows = responses.input.rows(), hidden = hidden_units(network.shape);
  const bool slopes_fit =
      responses.slope.rows() == 0 ||
      (responses.slope.rows() == rows && responses.slope.columns() == network.shape.outputs());
  if (sums.activation.size() != hidden || sums.input.size() != network.shape.inputs() ||
      responses.input.columns() != network.shape.inputs() || responses.activation.rows() != rows ||
      responses.derivative.rows() != rows || responses.activation.columns() != hidden ||
      responses.derivative.columns() != hidden || !slopes_fit)
    throw core::InternalError("responses of units do not fit their network");
}

// Adds |a d(sum of outputs)/da| of one sample, from the last hidden layer to the first.
void add_output_change(UnitSums& sums, const mlp::Network& network, std::span<const float> activation,
                       std::span<const float> slope) {
  std::vector<double> after(slope.begin(), slope.end());  // derivatives by what enters the layer after
  std::size_t first = activation.size();
  for (std::size_t layer = network.shape.layers() - 1; layer > 0; --layer) {
    const std::size_t size = network.shape.units[layer];
    const auto weights = network.weights(layer);
    first -= size;
    std::vector<double> derivative(size, 0);
    for (std::size_t target = 0; target < after.size(); ++target) {
      if (after[target] == 0) continue;
      for (std::size_t unit = 0; unit < size; ++unit)
        derivative[unit] += after[target] * double{weights[target * size + unit]};
    }
    for (std::size_t unit = 0; unit < size; ++unit) {
      const double a = activation[first + unit];
      sums.output_change[first + unit] += std::abs(a * derivative[unit]);
      if (!(a > 0)) derivative[unit] = 0;  // the ReLU lets nothing through
    }
    after = std::move(derivative);
  }
}

}  // namespace

UnitSums no_samples(const mlp::Shape& shape) {
  const std::vector<double> zeros(hidden_units(shape), 0);
  return {0, std::vector<double>(shape.inputs(), 0), zeros, zeros, zeros, zeros};
}

void add_samples(UnitSums& sums, const mlp::Network& network, const UnitResponses& responses) {
  check_sizes(sums, network, responses);
  for (std::size_t row = 0; row < responses.input.rows(); ++row) {
    const auto input = responses.input.row(row), activation = responses.activation.row(row);
    const auto derivative = responses.derivative.row(row);
    for (std::size_t i = 0; i < input.size(); ++i) sums.input[i] += std::abs(double{input[i]});
    for (std::size_t unit = 0; unit < activation.size(); ++unit) {
      const double a = activation[unit];
      sums.activation[unit] += a;
      sums.squared_activation[unit] += a * a;
      sums.loss_change[unit] += std::abs(a * double{derivative[unit]});
    }
    if (responses.slope.rows() > 0) add_output_change(sums, network, activation, responses.slope.row(row));
  }
  sums.samples += responses.input.rows();
}

}  // namespace netseam::sculpt
