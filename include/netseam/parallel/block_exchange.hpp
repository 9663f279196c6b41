#pragma once
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/ready_flags.hpp"

#include <mpi.h>

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::parallel {

/// A block of memory that one node makes and other nodes need, at its place in this node's shared memory.
struct NodeBlock {
  std::size_t flag = 0;           // its number in ReadyFlags
  int source = 0;                 // node that makes it
  std::vector<int> destinations;  // nodes that need it, without `source`
  std::span<std::byte> bytes;     // here; empty on a node that neither makes nor needs it
};

/// Sends blocks from the nodes that make them to those that need them while the ranks work. One rank of each
/// node has one and calls poll() again and again. Every block comes to an end on every node: ready, or given
/// up (its maker failed or was stopped), which is told to the other nodes by messages without content.
class BlockExchange {
 public:
  /// `nodes`: one rank of each node, in the order that NodeBlock counts them; duplicated. `blocks`: the same
  /// number in the same order on all of them. `flags` of this node, must outlive the exchange. Collective
  /// over `nodes`.
  BlockExchange(const Communicator& nodes, ReadyFlags& flags, std::vector<NodeBlock> blocks,
                std::size_t largest_part = std::size_t{1} << 30);
  /// Begins what can begin and completes what has arrived; never waits. True once every block has come to its
  /// end here.
  bool poll();

 private:
  struct Transfer {
    std::size_t block = 0;
    std::vector<MPI_Request> parts;
  };
  [[nodiscard]] std::vector<std::span<std::byte>> parts_of(std::size_t block) const;
  void begin_receiving(std::size_t block);
  void begin_sending(std::size_t block, bool content);
  [[nodiscard]] bool complete(Transfer& transfer);

  Communicator nodes_;
  ReadyFlags& flags_;
  std::vector<NodeBlock> blocks_;
  std::size_t largest_part_;
  std::vector<std::size_t> unsent_;
  std::vector<Transfer> sending_, receiving_;
};

}  // namespace netseam::parallel
