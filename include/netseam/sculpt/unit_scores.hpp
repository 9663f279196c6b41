#pragma once
#include "netseam/core/random_stream.hpp"
#include "netseam/mlp/network.hpp"
#include "netseam/sculpt/pruned_mask.hpp"
#include "netseam/sculpt/unit_sums.hpp"

namespace netseam::sculpt {

/// How much a hidden unit matters. Means are over samples, or over the weights of the dense network (0 where
/// none is).
///   gradient_activation     mean |a dL/da|, the published choice
///   activation_deviation    standard deviation of a over samples
///   weights_in_and_out      mean |w| of all its incoming and outgoing weights
///   weights_out             mean |w| of its outgoing weights
///   activation              mean a
///   activation_weights_out  mean a times mean |w| of its outgoing weights
///   path_product            sum over all paths from inputs to outputs through it of the product of all |w|
///   on the path
///                           and the mean activations (of inputs: mean |x|) where each weight begins
///   output_sensitivity      mean |a d(sum of outputs)/da|
///   random                  uniform in [0, 1)
enum class UnitScore {
  gradient_activation,
  activation_deviation,
  weights_in_and_out,
  weights_out,
  activation,
  activation_weights_out,
  path_product,
  output_sensitivity,
  random
};

/// What the scores of a layer are divided by (first, for mean_and_deviation, their mean is taken off):
/// nothing, their mean, deviation or sum, the number of units of the layer before, or of their own. All units
/// of the layer count, removed ones with 0. Where the divisor is 0 nothing is divided.
enum class ScoreNormalisation {
  none,
  mean_and_deviation,
  mean,
  deviation,
  sum,
  previous_layer_size,
  layer_size
};

/// Which scores.
struct ScoreOptions {
  UnitScore score = UnitScore::gradient_activation;
  ScoreNormalisation normalisation = ScoreNormalisation::none;
};

/// Scores of all hidden units; a unit without any weight (unit_removed) gets the least of 0 and all scores,
/// so that it is never worth more than another. `network`: with 0 for what `mask` lacks. `random` serves the
/// random score, unit by unit. Source: arXiv:2305.18402, released code; path_product is this project's
/// reading of it. O(weights). Throws InternalError for sums of no samples where the score needs some, or
/// where sizes do not fit.
[[nodiscard]] LayerScores unit_scores(const mlp::Network& network, const mlp::Mask& mask,
                                      const UnitSums& sums, const ScoreOptions& options,
                                      core::RandomStream& random);

/// The scores of each layer, normalised. `shape`: of the network. O(units).
[[nodiscard]] LayerScores normalised_scores(LayerScores scores, const mlp::Shape& shape,
                                            ScoreNormalisation normalisation);

}  // namespace netseam::sculpt
