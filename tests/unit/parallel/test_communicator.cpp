#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/communicator.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <utility>

using namespace netseam::parallel;

TEST_CASE("a communicator knows its ranks and survives moves", "[mpi]") {
  int size = 0, rank = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  Communicator first = Communicator::duplicate(MPI_COMM_WORLD);
  Communicator second = std::move(first);
  Communicator third = Communicator::duplicate(MPI_COMM_WORLD);
  third = std::move(second);
  const bool right = third.size() == size && third.rank() == rank && third.is_root() == (rank == 0);
  REQUIRE(all_of(third, right));
}

TEST_CASE("ranks of one colour come together in order", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator part = all.split(all.rank() % 2);
  const bool right = part.size() == (all.size() + 1 - all.rank() % 2) / 2 && part.rank() == all.rank() / 2;
  REQUIRE(all_of(all, right));
}

TEST_CASE("a node can be cut into parts", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator whole = all.split_node();
  const Communicator single = all.split_node(1);
  REQUIRE(all_of(all, whole.size() == all.size() && single.size() == 1));
}
