#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace netseam::data {

/// How the number of clusters of one layer was decided.
struct LayerDecision {
  std::size_t units = 0;                                 // n, after condensation
  std::size_t possible = 0;                              // N: units that features tell apart
  std::vector<double> criterion;                         // of k = 2 .. n-1 clusters
  std::size_t by_criterion = 1;                          // number of clusters that the criterion prefers
  double z_separate = 0, z_one = 0;                      // of the tests; 0 for a layer of one unit
  bool proposes_separate = false, proposes_one = false;  // n clusters, one cluster
  std::size_t clusters = 1;                              // what was decided
};

/// Surviving edges from units of one module to units of another.
struct ModuleEdge {
  std::size_t from = 0, to = 0;  // from != to
  std::size_t edges = 0;
};

/// One change of the question, and what it changes in the answer.
struct ModuleVariant {
  std::string name;              // such as "unit order 3", "theta 0.75", "tau 0"
  bool clusters_differ = false;  // of some layer, as partitions
  bool modules_differ = false;   // as a partition of all units
};

/// The modules of a layered network, L + 1 layers of units. Labels are numbered from 0 in the order in which
/// they first appear, unit by unit and layer by layer.
struct NetworkModules {
  std::vector<std::vector<std::size_t>> kept;  // units left by condensation, by their numbers in the network
  std::vector<std::vector<std::size_t>> cluster;  // of each kept unit, numbered in each layer
  std::vector<std::vector<std::size_t>> module;   // of each kept unit, numbered over all layers
  std::vector<ModuleEdge> edge;                   // by from, then to
  std::vector<LayerDecision> decision;            // of layers 0 .. L-1: outputs are clusters of their own
  std::vector<ModuleVariant> variant;
};

/// Number of modules. O(units).
[[nodiscard]] inline std::size_t module_count(const NetworkModules& modules) {
  std::size_t count = 0;
  for (const auto& layer : modules.module)
    for (const std::size_t label : layer) count = std::max(count, label + 1);
  return count;
}

/// Whether another order of the units changed the modules: then ties decided them.
[[nodiscard]] inline bool sensitive_to_ties(const NetworkModules& modules) {
  for (const ModuleVariant& variant : modules.variant)
    if (variant.name.starts_with("unit order") && variant.modules_differ) return true;
  return false;
}

}  // namespace netseam::data
