#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <vector>

namespace netseam::sculpt {

/// Sums over samples of what scores of units are made of. Hidden units of all layers side by side.
struct UnitSums {
  std::size_t samples = 0;
  std::vector<double> input;                           // of |x|, for every input
  std::vector<double> activation, squared_activation;  // of a and a^2
  std::vector<double> loss_change;                     // of |a dL/da|, L the loss of the sample
  std::vector<double> output_change;                   // of |a d(sum of outputs)/da|
};

/// What a network does on some samples, one row each.
struct UnitResponses {
  core::MatrixView<const float> input;       // n x inputs
  core::MatrixView<const float> activation;  // n x hidden units, after ReLU
  core::MatrixView<const float> derivative;  // n x hidden units: of the sample's loss by the activation
  core::MatrixView<const float>
      slope;  // n x outputs: of the output function at the outputs; none: not needed
};

/// Of no samples.
[[nodiscard]] UnitSums no_samples(const mlp::Shape& shape);

/// Adds samples, in double precision. `network` gives the way from activations to outputs; without slopes
/// `output_change` stays 0. O(samples units), with slopes O(samples weights). Throws InternalError where
/// sizes do not fit.
void add_samples(UnitSums& sums, const mlp::Network& network, const UnitResponses& responses);

}  // namespace netseam::sculpt
