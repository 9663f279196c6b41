#include "order_free_sums.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace netseam;
using parallel::Communicator;

TEST_CASE("sums have the same bits in any order and on any ranks, and are exact to rounding", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  const Communicator alone = all.split(all.rank());
  core::RandomStream random(3, 0, core::Purpose::test);
  std::vector<double> numbers(5000);
  long double exact = 0;
  for (double& number : numbers) {
    number = std::exp(8 * random.normal());  // some 28 powers of ten
    exact += number;
  }
  const double largest = *std::max_element(numbers.begin(), numbers.end());
  graph::OrderFreeSums ascending(std::vector<double>{largest, 0.0}), shared = ascending;
  for (std::size_t k = 0; k < numbers.size(); ++k)
    if (k % static_cast<std::size_t>(all.size()) == static_cast<std::size_t>(all.rank()))
      shared.add(0, numbers[k]);
  std::sort(numbers.begin(), numbers.end());
  for (const double number : numbers) ascending.add(0, number);
  const auto sum = ascending.total(alone);
  REQUIRE(parallel::all_of(all, shared.total(all) == sum && sum[1] == 0));
  // what is cut off is below 2^-53 of the largest for each number, then one rounding
  const auto error = static_cast<double>(std::abs(static_cast<long double>(sum[0]) - exact));
  REQUIRE(parallel::all_of(all, error <= 5000 * 0x1p-53 * largest + 0x1p-53 * sum[0]));
}
