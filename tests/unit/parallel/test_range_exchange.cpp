#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/range_exchange.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <cstddef>
#include <vector>

using namespace netseam::parallel;

TEST_CASE("even shares cover all items once and differ by one at most", "[serial]") {
  for (const std::size_t items : {0U, 1U, 2U, 7U, 12U})
    for (const std::size_t ranks : {1U, 2U, 3U, 5U}) {
      std::size_t next = 0;
      for (std::size_t rank = 0; rank < ranks; ++rank) {
        const WorkRange share = even_share(items, ranks, rank);
        REQUIRE(share.begin == next);
        REQUIRE((share.size() == items / ranks || share.size() == items / ranks + 1));
        next = share.end;
      }
      REQUIRE(next == items);
    }
}

namespace {

/// Ranges that differ between ranks: overlapping, touching, empty, and none at all on the last of three.
std::vector<WorkRange> needed_by(int rank, std::size_t size) {
  if (rank == 0) return {{0, size / 2}, {size / 3, size / 2 + 1}};
  if (rank == 1) return {{size - 1, size}, {2, 2}, {0, 1}, {1, 3}};
  return {};
}

bool needs(const std::vector<WorkRange>& ranges, std::size_t entry) {
  for (const WorkRange& range : ranges)
    if (entry >= range.begin && entry < range.end) return true;
  return false;
}

}  // namespace

TEST_CASE("needed entries arrive in order, and sums go back to their owners", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  for (const std::size_t size : {4U, 11U, 1000U}) {
    const auto needed = needed_by(all.rank(), size);
    const RangeExchange exchange(all, size, needed);
    std::vector<double> own(exchange.own().size()), here(exchange.needed_size());
    for (std::size_t i = 0; i < own.size(); ++i) own[i] = static_cast<double>(exchange.own().begin + i + 1);
    exchange.gather(own, here);
    bool right = true;
    std::size_t count = 0;
    for (std::size_t entry = 0; entry < size; ++entry)
      if (needs(needed, entry)) {
        right = right && exchange.position(entry) == count &&
                here[exchange.position(entry)] == static_cast<double>(entry + 1);
        ++count;
      }
    REQUIRE(all_of(all, right && count == exchange.needed_size()));

    for (double& value : here) value *= all.rank() + 1;  // whole numbers: sums are exact
    exchange.add_back(here, own);
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::size_t entry = exchange.own().begin + i;
      double expected = 0;
      for (int rank = 0; rank < all.size(); ++rank)
        if (needs(needed_by(rank, size), entry)) expected += static_cast<double>(entry + 1) * (rank + 1);
      right = right && own[i] == expected;
    }
    REQUIRE(all_of(all, right));
  }
}

TEST_CASE("arrays are reduced entry by entry", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  std::vector<double> sums = {1.0, static_cast<double>(all.rank())};
  std::vector<std::int32_t> least = {all.rank() + 5, -all.rank()};
  all_reduce_in_place(all, sums, Reduction::sum);
  all_reduce_in_place(all, least, Reduction::minimum);
  const int size = all.size();
  REQUIRE(all_of(all, sums == std::vector<double>{static_cast<double>(size), size * (size - 1) / 2.0} &&
                          least == std::vector<std::int32_t>{5, 1 - size}));
}
