#pragma once
#include "netseam/data/layered_network.hpp"
#include "netseam/data/network_modules.hpp"
#include "netseam/hierarchy/condensed_network.hpp"
#include "netseam/hierarchy/detection_options.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::hierarchy {

/// The modules of a network that has neither fault (network_fault, condensed_fault): clusters inside layers,
/// merged over layers; `variant` stays empty. Each output is a cluster of its own. Cost: see cluster_layer.
/// Source: arXiv:2305.18402. Throws InternalError for a condensed network with an empty layer.
[[nodiscard]] data::NetworkModules find_modules(const CondensedNetwork& network,
                                                const DetectionOptions& options);

/// The questions that are asked again to see how firm an answer is.
struct VariantPlan {
  std::size_t unit_orders = 10;                  // random orders of the units of every layer
  std::span<const double> merge_threshold;       // other thetas
  std::span<const double> modularity_threshold;  // other taus
  std::uint64_t seed = 1, unit = 0;              // of the random orders
};

/// Asks again with other orders of the units and other thresholds, and notes in `modules.variant` what
/// differs. `modules`: of `network` with `options`. As often the cost of find_modules as there are variants.
void add_variants(data::NetworkModules& modules, const CondensedNetwork& network,
                  const DetectionOptions& options, const VariantPlan& plan);

}  // namespace netseam::hierarchy
