#include "netseam/sculpt/unit_scores.hpp"

#include "path_products.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <utility>

namespace netseam::sculpt {
namespace {

// Sum of the sizes of the incoming weights of unit `unit` of unit layer `layer` + 1.
double incoming_size(const mlp::Network& network, std::size_t layer, std::size_t unit) {
  const std::size_t before = network.shape.units[layer];
  double sum = 0;
  for (const float weight : network.weights(layer).subspan(unit * before, before))
    sum += std::abs(double{weight});
  return sum;
}

double outgoing_size(const mlp::Network& network, std::size_t layer, std::size_t unit) {
  const std::size_t size = network.shape.units[layer + 1], after = network.shape.units[layer + 2];
  const auto weights = network.weights(layer + 1);
  double sum = 0;
  for (std::size_t target = 0; target < after; ++target)
    sum += std::abs(double{weights[target * size + unit]});
  return sum;
}

// A score of every hidden unit, given its hidden layer, its number there and its place among all hidden
// units.
LayerScores scores_of_units(const mlp::Shape& shape,
                            const std::function<double(std::size_t, std::size_t, std::size_t)>& score) {
  LayerScores scores;
  std::size_t place = 0;
  for (std::size_t layer = 0; layer + 1 < shape.layers(); ++layer) {
    scores.emplace_back();
    for (std::size_t unit = 0; unit < shape.units[layer + 1]; ++unit)
      scores.back().push_back(score(layer, unit, place++));
  }
  return scores;
}

LayerScores raw_scores(const mlp::Network& network, const UnitSums& sums, UnitScore score,
                       core::RandomStream& random) {
  const auto n = static_cast<double>(sums.samples);
  const auto& units = network.shape.units;
  const auto mean_out = [&](std::size_t layer, std::size_t unit) {
    return outgoing_size(network, layer, unit) / static_cast<double>(units[layer + 2]);
  };
  if (score == UnitScore::path_product) return path_products(network, sums);
  return scores_of_units(network.shape, [&](std::size_t layer, std::size_t unit, std::size_t place) {
    const double mean = sums.activation[place] / n;
    switch (score) {
      case UnitScore::gradient_activation:
        return sums.loss_change[place] / n;
      case UnitScore::activation_deviation:
        return std::sqrt(std::max(sums.squared_activation[place] / n - mean * mean, 0.0));
      case UnitScore::weights_in_and_out:
        return (incoming_size(network, layer, unit) + outgoing_size(network, layer, unit)) /
               static_cast<double>(units[layer] + units[layer + 2]);
      case UnitScore::weights_out:
        return mean_out(layer, unit);
      case UnitScore::activation:
        return mean;
      case UnitScore::activation_weights_out:
        return mean * mean_out(layer, unit);
      case UnitScore::output_sensitivity:
        return sums.output_change[place] / n;
      default:
        return random.uniform();
    }
  });
}

bool needs_samples(UnitScore score) {
  return score != UnitScore::weights_in_and_out && score != UnitScore::weights_out &&
         score != UnitScore::random;
}

}  // namespace

LayerScores unit_scores(const mlp::Network& network, const mlp::Mask& mask, const UnitSums& sums,
                        const ScoreOptions& options, core::RandomStream& random) {
  if (network.shape != mask.shape) throw core::InternalError("a network and its mask have different shapes");
  if (needs_samples(options.score) && sums.samples == 0)
    throw core::InternalError("scores of units need samples");
  if (sums.activation.size() != no_samples(network.shape).activation.size())
    throw core::InternalError("sums of units are of another network");
  LayerScores scores = raw_scores(network, sums, options.score, random);
  const auto for_removed = [&](double value) {
    for (std::size_t layer = 0; layer < scores.size(); ++layer)
      for (std::size_t unit = 0; unit < scores[layer].size(); ++unit)
        if (unit_removed(mask, layer, unit)) scores[layer][unit] = value;
  };
  for_removed(0);
  scores = normalised_scores(std::move(scores), network.shape, options.normalisation);
  double least = 0;
  for (const auto& layer : scores)
    for (const double score : layer) least = std::min(least, score);
  for_removed(least);
  return scores;
}

LayerScores normalised_scores(LayerScores scores, const mlp::Shape& shape, ScoreNormalisation normalisation) {
  for (std::size_t layer = 0; layer < scores.size(); ++layer) {
    auto& values = scores[layer];
    const auto units = static_cast<double>(values.size());
    const double sum = std::accumulate(values.begin(), values.end(), 0.0), mean = sum / units;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / units);
    double divisor = 1, shift = 0;
    switch (normalisation) {
      case ScoreNormalisation::none:
        break;
      case ScoreNormalisation::mean_and_deviation:
        shift = mean, divisor = deviation;
        break;
      case ScoreNormalisation::mean:
        divisor = mean;
        break;
      case ScoreNormalisation::deviation:
        divisor = deviation;
        break;
      case ScoreNormalisation::sum:
        divisor = sum;
        break;
      case ScoreNormalisation::previous_layer_size:
        divisor = static_cast<double>(shape.units[layer]);
        break;
      case ScoreNormalisation::layer_size:
        divisor = units;
        break;
    }
    for (double& value : values) value = (value - shift) / (divisor == 0 ? 1 : divisor);
  }
  return scores;
}

}  // namespace netseam::sculpt
