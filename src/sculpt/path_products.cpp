#include "path_products.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace netseam::sculpt {
namespace {

// Mean activations of every layer but the last; of inputs their mean size.
std::vector<std::vector<double>> mean_activations(const mlp::Shape& shape, const UnitSums& sums) {
  const auto n = static_cast<double>(sums.samples);
  std::vector<std::vector<double>> mean(1);
  for (const double sum : sums.input) mean[0].push_back(sum / n);
  std::size_t place = 0;
  for (std::size_t layer = 1; layer < shape.layers(); ++layer) {
    mean.emplace_back();
    for (std::size_t unit = 0; unit < shape.units[layer]; ++unit)
      mean.back().push_back(sums.activation[place++] / n);
  }
  return mean;
}

}  // namespace

LayerScores path_products(const mlp::Network& network, const UnitSums& sums) {
  const auto& units = network.shape.units;
  const std::size_t layers = network.shape.layers();
  const auto mean = mean_activations(network.shape, sums);
  const auto size = [&](std::size_t layer, std::size_t target, std::size_t source) {
    return std::abs(double{network.weights(layer)[target * units[layer] + source]}) * mean[layer][source];
  };
  LayerScores scores;
  std::vector<double> from_inputs(units[0], 1);
  for (std::size_t layer = 0; layer + 1 < layers; ++layer) {
    std::vector<double> next(units[layer + 1], 0);
    for (std::size_t target = 0; target < next.size(); ++target)
      for (std::size_t source = 0; source < units[layer]; ++source)
        next[target] += size(layer, target, source) * from_inputs[source];
    from_inputs = next;
    scores.push_back(std::move(next));
  }
  std::vector<double> to_outputs(units[layers], 1);
  for (std::size_t layer = layers - 1; layer > 0; --layer) {
    std::vector<double> before(units[layer], 0);
    for (std::size_t target = 0; target < to_outputs.size(); ++target)
      for (std::size_t source = 0; source < before.size(); ++source)
        before[source] += size(layer, target, source) * to_outputs[target];
    to_outputs = std::move(before);
    for (std::size_t unit = 0; unit < to_outputs.size(); ++unit) scores[layer - 1][unit] *= to_outputs[unit];
  }
  return scores;
}

}  // namespace netseam::sculpt
