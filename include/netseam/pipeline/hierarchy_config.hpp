#pragma once
#include "netseam/hierarchy/detection_options.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// [hierarchy]: modules of pruned networks.
struct HierarchyConfig {
  std::vector<std::string>
      chain;                // tensors of a file of weights or masks, in order; empty = all with two axes
  bool transposed = false;  // they are stored inputs x outputs
  double magnitude = 0;     // weights of a magnitude up to this are no edges
  hierarchy::DetectionOptions detection;
  std::size_t unit_orders = 10;
  std::vector<double> other_merge_thresholds{0.95, 0.75, 0.6, 0.5};
  std::vector<double> other_modularity_thresholds{0, 0.1, 0.3, 0.4};
};

}  // namespace netseam::pipeline
