#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/pair_shards.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using parallel::all_of;

namespace {

constexpr std::size_t layers = 5;

data::PairDistance pair_number(std::size_t pair) {
  data::PairDistance distance;
  distance.loss = static_cast<double>(pair) + 0.5;
  distance.permutation = {static_cast<std::int32_t>(pair), 0};
  return distance;
}

bool mine(const parallel::Communicator& world, std::size_t pair) {
  return pair % static_cast<std::size_t>(world.size()) == static_cast<std::size_t>(world.rank());
}

}  // namespace

TEST_CASE("pairs come back from the shards, whoever wrote them", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const std::size_t pairs = data::pair_count(layers);
  {
    pipeline::PairShards shards(world, folder.path() / "s", "key = 1\n", layers);
    REQUIRE(all_of(world, shards.finished_count() == 0));
    if (world.is_root()) shards.add_scale(2, 3.5);
    for (std::size_t pair = 0; pair < 4; ++pair)
      if (mine(world, pair)) shards.add(pair, pair_number(pair));
    shards.close();
    world.barrier();
  }
  pipeline::PairShards shards(world, folder.path() / "s", "key = 1\n", layers);
  REQUIRE(
      all_of(world, shards.finished_count() == 4 && shards.scale() == std::vector<double>{0, 0, 3.5, 0, 0}));
  for (std::size_t pair = 4; pair < pairs; ++pair)
    if (mine(world, pairs - pair)) shards.add(pair, pair_number(pair));
  shards.close();
  const auto read = shards.read(0, pairs);
  bool equal = read.size() == pairs;
  for (std::size_t pair = 0; equal && pair < pairs; ++pair)
    equal =
        read[pair].loss == pair_number(pair).loss && read[pair].permutation == pair_number(pair).permutation;
  REQUIRE(all_of(world, equal));
  shards.remove();
  REQUIRE(all_of(world, !std::filesystem::exists(folder.path() / "s")));
}

TEST_CASE("a run that fails before its first pair leaves no shard", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  pipeline::PairShards shards(world, folder.path() / "s", "key = 1\n", layers);
  shards.add_scale(1, 2.5);
  shards.close();
  world.barrier();
  REQUIRE(all_of(world, !std::filesystem::exists(folder.path() / "s")));
}

TEST_CASE("a missing pair is an error on all ranks", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  pipeline::PairShards shards(world, folder.path() / "s", "key = 1\n", layers);
  bool threw = false;
  try {
    static_cast<void>(shards.read(0, 1));
  } catch (const core::Error&) {
    threw = true;
  }
  REQUIRE(all_of(world, threw));
}

TEST_CASE("shards of other work are told apart and explained", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  std::string difference;
  REQUIRE(all_of(world, pipeline::find_shards(world, folder.path() / "s", "key = 1\n", difference) ==
                            pipeline::ShardsFound::nothing));
  pipeline::PairShards shards(world, folder.path() / "s", "key = 1\n", layers);
  if (world.is_root()) shards.add(0, pair_number(0));
  shards.close();
  world.barrier();
  REQUIRE(all_of(world, pipeline::find_shards(world, folder.path() / "s", "key = 1\n", difference) ==
                            pipeline::ShardsFound::usable));
  const auto found = pipeline::find_shards(world, folder.path() / "s", "key = 2\n", difference);
  REQUIRE(all_of(world, found == pipeline::ShardsFound::other_key && difference == "key: was '1', is '2'"));
  pipeline::discard_shards(world, folder.path() / "s");
}
