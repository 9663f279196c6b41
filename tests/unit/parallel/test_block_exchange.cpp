#include "netseam/parallel/block_exchange.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/node_layout.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <cstddef>
#include <vector>

using namespace netseam::parallel;

TEST_CASE("blocks reach the nodes that need them; those given up are given up there too", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const NodeLayout layout = find_node_layout(all, 1);
  const int nodes = static_cast<int>(layout.nodes());
  constexpr std::size_t size = 100000;
  const std::size_t largest_part =
      GENERATE(std::size_t{1} << 30, std::size_t{7777});  // whole, and cut into 13
  // node k makes block k for all others, and block nodes + k, which it gives up
  std::vector<std::vector<std::byte>> memory(2 * layout.nodes(), std::vector<std::byte>(size));
  ReadyFlags flags(layout.node, memory.size());
  std::vector<NodeBlock> blocks;
  for (std::size_t block = 0; block < memory.size(); ++block) {
    NodeBlock entry{block, static_cast<int>(block) % nodes, {}, memory[block]};
    for (int node = 0; node < nodes; ++node) {
      if (node != entry.source) entry.destinations.push_back(node);
    }
    blocks.push_back(entry);
  }
  BlockExchange exchange(layout.leaders, flags, blocks, largest_part);
  const bool early = exchange.poll();
  memory[layout.index].assign(size, static_cast<std::byte>(layout.index + 1));
  flags.set(layout.index, Readiness::ready);
  flags.set(layout.nodes() + layout.index, Readiness::given_up);
  while (!exchange.poll()) {
  }
  bool right = early == (nodes == 1);
  for (std::size_t block = 0; block < layout.nodes(); ++block) {
    right = right && flags.get(block) == Readiness::ready &&
            memory[block] == std::vector<std::byte>(size, static_cast<std::byte>(block + 1)) &&
            flags.get(layout.nodes() + block) == Readiness::given_up;
  }
  REQUIRE(all_of(all, right));
}

TEST_CASE("a block goes to no node that does not need it", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const NodeLayout layout = find_node_layout(all, 1);
  std::vector<std::byte> memory(64, std::byte{0});
  ReadyFlags flags(layout.node, 1);
  NodeBlock block{0, 0, {}, memory};
  if (layout.nodes() > 1) block.destinations.push_back(1);
  BlockExchange exchange(layout.leaders, flags, {block});
  if (layout.index == 0) {
    memory.assign(64, std::byte{9});
    flags.set(0, Readiness::ready);
  }
  while (!exchange.poll()) {
  }
  const bool has = memory.front() == std::byte{9};
  REQUIRE(all_of(all, has == (layout.index < 2)));
}
