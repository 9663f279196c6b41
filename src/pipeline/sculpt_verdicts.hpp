#pragma once
// What the success rule of a task says of its sculpted networks.
#include "sculpt_grid.hpp"
#include "task_source.hpp"

#include "netseam/data/network_hierarchy.hpp"
#include "netseam/data/sculpted_networks.hpp"

#include <vector>

namespace netseam::pipeline {

/// The chosen networks of a task, and the modules of each.
struct JudgedTask {
  data::SculptedNetworks sculpted;
  std::vector<data::NetworkHierarchy> hierarchy;
};

/// The chosen networks of a task with the parts of its success rule and their rates by depth, where it has
/// one; one more part, not required: whether the chosen network or one that ties with it succeeds.
/// Rank-local; O(networks, tied ones too).
[[nodiscard]] JudgedTask judge_networks(const Config& config, const NamedTask& task,
                                        std::vector<GridNetwork> networks);

}  // namespace netseam::pipeline
