#pragma once
#include "network_topology.hpp"

namespace netseam::pipeline {

/// Checks that every layer leads to others only, and to each by one tensor, and puts the layers into an order
/// in which each comes before those that it leads to; of several that may come next, the first. Throws
/// ConfigError naming the tensors, or the layers of a cycle. O(layers squared + connections).
[[nodiscard]] NetworkTopology in_order(NetworkTopology topology, std::span<const input::TensorInfo> tensors);

}  // namespace netseam::pipeline
