#pragma once
#include "netseam/mlp/network.hpp"

#include <cstddef>
#include <vector>

namespace netseam::sculpt {

/// One number for every hidden unit, layer after layer (L - 1 layers of a network of L weight layers).
using LayerScores = std::vector<std::vector<double>>;

/// Whether units compete in the whole network, or in their layer, of which the same percentage goes.
enum class PruningScale { network, layer };

/// The mask without those hidden units whose score is not greater than the percentile `percent` of the
/// scores: their incoming and outgoing weights go. What was not there stays away. `percent` counts units
/// removed before as well, whose scores must be among the lowest. Source: arXiv:2305.18402, released code.
/// O(units + weights). Throws InternalError where scores and mask do not fit.
[[nodiscard]] mlp::Mask prune_units(const mlp::Mask& mask, const LayerScores& scores, double percent,
                                    PruningScale scale = PruningScale::network);

/// The mask without those weights whose size is not greater than the percentile `percent` of the sizes of all
/// weights of the dense network, zeros of removed ones included. `network`: with 0 for what is not there.
/// Source: the same. O(weights).
[[nodiscard]] mlp::Mask prune_weights(const mlp::Mask& mask, const mlp::Network& network, double percent);

/// Percentage of the weights of the dense network that are not there. O(weights).
[[nodiscard]] double removed_percent(const mlp::Mask& mask);

/// Whether hidden unit `unit` of hidden layer `layer` (0 .. L - 2) has neither incoming nor outgoing weights.
/// O(units).
[[nodiscard]] bool unit_removed(const mlp::Mask& mask, std::size_t layer, std::size_t unit);

}  // namespace netseam::sculpt
