#include "netseam/sculpt/edge_weight_products.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace netseam::sculpt {

EdgeWeightProducts edge_weight_products(const mlp::Network& network, const mlp::Mask& mask,
                                        std::size_t from) {
  const auto& units = network.shape.units;
  if (network.shape != mask.shape || from >= network.shape.layers())
    throw core::InternalError("edge-weight products need a layer and a mask of their network");
  const std::size_t outputs = network.shape.outputs();
  EdgeWeightProducts products{outputs, outputs, std::vector<double>(outputs * outputs, 0)};
  for (std::size_t i = 0; i < outputs; ++i) products.value[i * outputs + i] = 1;
  for (std::size_t layer = network.shape.layers(); layer-- > from;) {
    const auto weights = network.weights(layer);
    EdgeWeightProducts before{units[layer], outputs, std::vector<double>(units[layer] * outputs, 0)};
    for (std::size_t target = 0; target < products.units; ++target)
      for (std::size_t source = 0; source < before.units; ++source) {
        const std::size_t edge = target * before.units + source;
        if (mask.kept[layer][edge] == 0) continue;
        const double size = std::abs(double{weights[edge]});
        for (std::size_t output = 0; output < outputs; ++output)
          before.value[source * outputs + output] += size * products(target, output);
      }
    products = std::move(before);
  }
  return products;
}

std::vector<SeparableGroup> separable_groups() { return {{{0, 1}, {0, 1}}, {{2, 3}, {2, 3}}}; }

std::vector<stats::TTest> separability_tests(const EdgeWeightProducts& products,
                                             std::span<const SeparableGroup> groups) {
  std::vector<stats::TTest> tests;
  for (const SeparableGroup& group : groups) {
    std::vector<double> own, foreign;
    for (const std::size_t input : group.inputs) {
      if (input >= products.units) throw core::InternalError("a group of inputs has one that is not there");
      for (std::size_t output = 0; output < products.outputs; ++output) {
        const bool is_own = std::ranges::find(group.outputs, output) != group.outputs.end();
        (is_own ? own : foreign).push_back(products(input, output));
      }
    }
    tests.push_back(stats::welch_test_less(foreign, own));
  }
  return tests;
}

std::size_t units_carrying(const EdgeWeightProducts& products, double share) {
  std::vector<double> outgoing(products.units, 0);
  for (std::size_t unit = 0; unit < products.units; ++unit)
    for (std::size_t output = 0; output < products.outputs; ++output)
      outgoing[unit] += products(unit, output);
  std::ranges::sort(outgoing, std::greater{});
  const double enough = share * std::accumulate(outgoing.begin(), outgoing.end(), 0.0);
  double sum = 0;
  std::size_t count = 1;
  for (const double value : outgoing) {
    sum += value;
    if (sum <= enough) ++count;
  }
  return std::min(count, products.units);
}

}  // namespace netseam::sculpt
