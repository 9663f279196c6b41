#pragma once
#include "netseam/mlp/network.hpp"
#include "netseam/stats/welch_test.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::sculpt {

/// Products of the sizes of weights along paths, summed over all paths from one unit to an output.
struct EdgeWeightProducts {
  std::size_t units = 0, outputs = 0;
  std::vector<double> value;  // units x outputs, row-major

  [[nodiscard]] double operator()(std::size_t unit, std::size_t output) const {
    return value[unit * outputs + output];
  }
};

/// From the units of layer `from` (0: inputs, up to L - 1) to the outputs: |W_from+1|^T ... |W_L|^T over what
/// the mask keeps. Source: arXiv:2305.18402, released notebooks. O(weights outputs). Throws InternalError
/// where the mask does not fit or there is no such layer.
[[nodiscard]] EdgeWeightProducts edge_weight_products(const mlp::Network& network, const mlp::Mask& mask,
                                                      std::size_t from = 0);

/// Inputs that belong together and the outputs that are theirs.
struct SeparableGroup {
  std::vector<std::size_t> inputs, outputs;
};

/// The groups of [4,2,4].
[[nodiscard]] std::vector<SeparableGroup> separable_groups();

/// For every group: Welch's test of whether the products from its inputs to foreign outputs are less than
/// those to its own. O(inputs outputs). Throws InternalError for groups with fewer than two products on a
/// side.
[[nodiscard]] std::vector<stats::TTest> separability_tests(const EdgeWeightProducts& products,
                                                           std::span<const SeparableGroup> groups);

/// How many units carry `share` of what goes out of them: 1 + the units, greatest first, whose cumulative sum
/// of products is at most `share` of all, as published; never more than there are units. O(units log units).
[[nodiscard]] std::size_t units_carrying(const EdgeWeightProducts& products, double share = 0.9);

}  // namespace netseam::sculpt
