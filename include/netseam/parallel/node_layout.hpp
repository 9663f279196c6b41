#pragma once
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <vector>

namespace netseam::parallel {

/// How the ranks of a communicator stand on nodes.
struct NodeLayout {
  Communicator node;               // the ranks of this node
  Communicator leaders;            // the first ranks of all nodes; on any other rank a communicator of no use
  std::size_t index = 0;           // of this node: the rank of its first rank in `leaders`
  std::vector<std::size_t> ranks;  // of each node
  [[nodiscard]] std::size_t nodes() const noexcept { return ranks.size(); }
};

/// Finds out which ranks share memory. `ranks_per_node` > 0 cuts nodes into parts of so many ranks that then
/// count as nodes. Collective.
[[nodiscard]] NodeLayout find_node_layout(const Communicator& communicator, int ranks_per_node = 0);

}  // namespace netseam::parallel
