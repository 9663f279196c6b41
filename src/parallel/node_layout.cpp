#include "netseam/parallel/node_layout.hpp"

#include "netseam/parallel/collectives.hpp"

#include <cstdint>
#include <span>
#include <utility>

namespace netseam::parallel {

NodeLayout find_node_layout(const Communicator& communicator, int ranks_per_node) {
  Communicator node = communicator.split_node(ranks_per_node);
  Communicator leaders = communicator.split(node.is_root() ? 0 : 1);
  const std::vector<std::size_t> place{static_cast<std::size_t>(leaders.rank())};
  const std::size_t index = broadcast(node, place).front();
  const auto size = static_cast<std::size_t>(node.size());
  const std::vector<std::size_t> ranks = broadcast(node, all_gather(leaders, std::span(&size, 1)));
  return {std::move(node), std::move(leaders), index, ranks};
}

}  // namespace netseam::parallel
