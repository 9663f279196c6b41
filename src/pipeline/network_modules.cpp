#include "network_modules.hpp"

#include "netseam/core/error.hpp"
#include "netseam/hierarchy/find_modules.hpp"

#include <fmt/format.h>

#include <string>

namespace netseam::pipeline {
namespace {

std::string fault_text(const std::string& name, const hierarchy::NetworkFault& fault) {
  return fmt::format("{}: {}: found {}, expected {}", name, fault.place, fault.found, fault.expected);
}

}  // namespace

data::NetworkHierarchy modules_of(const Config& config, const data::LayeredNetwork& network,
                                  std::uint64_t number) {
  const HierarchyConfig& given = config.hierarchy;
  data::NetworkHierarchy result{network.name, network.units, {}, {}, {}, network.function, network.seed, {}};
  result.order_warning = network.order_warning;
  if (const auto fault = hierarchy::network_fault(network)) {
    result.fault = fault_text(network.name, *fault);
    return result;
  }
  const auto condensed = hierarchy::condense(network);
  if (const auto fault = hierarchy::condensed_fault(condensed)) {
    result.fault = fault_text(network.name, *fault);
    return result;
  }
  result.modules = hierarchy::find_modules(condensed, given.detection);
  for (const auto& layer : condensed.edge) {
    result.edge.emplace_back();
    for (const auto& edge : layer) result.edge.back().push_back({edge.source, edge.target});
  }
  hierarchy::add_variants(result.modules, condensed, given.detection,
                          {given.unit_orders, given.other_merge_thresholds, given.other_modularity_thresholds,
                           config.study.seed, number});
  return result;
}

void check_hierarchy_options(const Config& config) {
  const auto& detection = config.hierarchy.detection;
  if (detection.linkage == linkage::Linkage::ward &&
      detection.distance != hierarchy::FeatureDistance::euclidean)
    throw core::ConfigError("hierarchy.linkage: found ward, which needs hierarchy.distance = euclidean");
}

}  // namespace netseam::pipeline
