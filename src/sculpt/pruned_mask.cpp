#include "netseam/sculpt/pruned_mask.hpp"

#include "netseam/core/error.hpp"
#include "netseam/sculpt/percentile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace netseam::sculpt {
namespace {

void remove_unit(mlp::Mask& mask, std::size_t layer, std::size_t unit) {
  const std::size_t before = mask.shape.units[layer], size = mask.shape.units[layer + 1];
  auto& incoming = mask.kept[layer];
  std::fill_n(incoming.begin() + static_cast<std::ptrdiff_t>(unit * before), before,
              static_cast<unsigned char>(0));
  auto& outgoing = mask.kept[layer + 1];
  for (std::size_t target = 0; target < mask.shape.units[layer + 2]; ++target)
    outgoing[target * size + unit] = 0;
}

}  // namespace

mlp::Mask prune_units(const mlp::Mask& mask, const LayerScores& scores, double percent, PruningScale scale) {
  if (scores.size() + 1 != mask.shape.layers())
    throw core::InternalError("scores of units are of another network than the mask");
  std::vector<double> all;
  for (std::size_t layer = 0; layer < scores.size(); ++layer) {
    if (scores[layer].size() != mask.shape.units[layer + 1])
      throw core::InternalError("scores of units are of another network than the mask");
    all.insert(all.end(), scores[layer].begin(), scores[layer].end());
  }
  mlp::Mask pruned = mask;
  if (all.empty()) return pruned;
  const double overall = percentile(all, percent);
  for (std::size_t layer = 0; layer < scores.size(); ++layer) {
    const double threshold = scale == PruningScale::network ? overall : percentile(scores[layer], percent);
    for (std::size_t unit = 0; unit < scores[layer].size(); ++unit)
      if (!(scores[layer][unit] > threshold)) remove_unit(pruned, layer, unit);
  }
  return pruned;
}

mlp::Mask prune_weights(const mlp::Mask& mask, const mlp::Network& network, double percent) {
  if (network.shape != mask.shape) throw core::InternalError("a network and its mask have different shapes");
  std::vector<double> sizes;  // of weights other than 0, in a pruned network a few of all
  for (std::size_t layer = 0; layer < mask.shape.layers(); ++layer)
    for (const float weight : network.weights(layer))
      if (weight != 0) sizes.push_back(std::abs(weight));
  const std::size_t zeros = mask.shape.weights() - sizes.size();
  const double threshold = percentile_with_zeros(std::move(sizes), zeros, percent);
  mlp::Mask pruned = mask;
  for (std::size_t layer = 0; layer < mask.shape.layers(); ++layer) {
    const auto weights = network.weights(layer);
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (!(std::abs(double{weights[i]}) > threshold)) pruned.kept[layer][i] = 0;
  }
  return pruned;
}

double removed_percent(const mlp::Mask& mask) {
  const auto all = static_cast<double>(mask.shape.weights());
  return 100 * (all - static_cast<double>(mask.weights_kept())) / all;
}

bool unit_removed(const mlp::Mask& mask, std::size_t layer, std::size_t unit) {
  const std::size_t before = mask.shape.units[layer], size = mask.shape.units[layer + 1];
  for (std::size_t source = 0; source < before; ++source)
    if (mask.kept[layer][unit * before + source] != 0) return false;
  for (std::size_t target = 0; target < mask.shape.units[layer + 2]; ++target)
    if (mask.kept[layer + 1][target * size + unit] != 0) return false;
  return true;
}

}  // namespace netseam::sculpt
