#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

using namespace netseam::parallel;

TEST_CASE("reductions give the closed forms on all ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const std::int64_t size = all.size(), mine = all.rank() + 1;
  const bool right = all_reduce(all, mine, Reduction::sum) == size * (size + 1) / 2 &&
                     all_reduce(all, mine, Reduction::minimum) == 1 &&
                     all_reduce(all, mine, Reduction::maximum) == size &&
                     all_reduce(all, 0.5 * static_cast<double>(mine), Reduction::maximum) ==
                         0.5 * static_cast<double>(size);  // exact: powers of two
  REQUIRE(all_of(all, right));
  REQUIRE(any_of(all, all.rank() == all.size() - 1));
  REQUIRE_FALSE(any_of(all, false));
  REQUIRE(all_of(all, all_of(all, all.rank() > 0) == false));
}

TEST_CASE("texts and values of one rank reach all", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const int root = all.size() - 1;
  const std::string text = broadcast(all, all.rank() == root ? std::string("seam") : std::string(), root);
  const auto values =
      broadcast(all, all.rank() == root ? std::vector<double>{1, 2, 3} : std::vector<double>{}, root);
  REQUIRE(all_of(all, text == "seam" && values == std::vector<double>{1, 2, 3}));
}

TEST_CASE("parts of different length are joined in the order of ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const std::vector<std::int32_t> mine(static_cast<std::size_t>(all.rank()), all.rank());  // rank 0 has none
  std::vector<std::int32_t> expected;
  for (int rank = 0; rank < all.size(); ++rank)
    expected.insert(expected.end(), static_cast<std::size_t>(rank), rank);
  REQUIRE(all_of(all, all_gather(all, std::span(mine)) == expected));
}
