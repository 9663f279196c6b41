#pragma once
#include "netseam/mlp/network.hpp"
#include "netseam/sculpt/pruned_mask.hpp"
#include "netseam/sculpt/unit_sums.hpp"

namespace netseam::sculpt {

/// Of every hidden unit: UnitScore::path_product. O(weights).
[[nodiscard]] LayerScores path_products(const mlp::Network& network, const UnitSums& sums);

}  // namespace netseam::sculpt
