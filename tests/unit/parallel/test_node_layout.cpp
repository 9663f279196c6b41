#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/node_layout.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <numeric>

using namespace netseam::parallel;

TEST_CASE("nodes are numbered by their first ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const auto size = static_cast<std::size_t>(all.size());
  const NodeLayout whole = find_node_layout(all);
  REQUIRE(all_of(all, whole.nodes() == 1 && whole.index == 0 && whole.ranks.front() == size));

  const NodeLayout halves = find_node_layout(all, 2);  // 3 ranks: nodes of 2 and 1
  const auto ranks = std::accumulate(halves.ranks.begin(), halves.ranks.end(), std::size_t{0});
  const bool right =
      halves.nodes() == (size + 1) / 2 && ranks == size &&
      halves.index == static_cast<std::size_t>(all.rank() / 2) &&
      static_cast<std::size_t>(halves.node.size()) == halves.ranks[halves.index] &&
      (!halves.node.is_root() || static_cast<std::size_t>(halves.leaders.rank()) == halves.index);
  REQUIRE(all_of(all, right));
}
