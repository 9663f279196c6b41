#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/pair_shards.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <memory>

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

TEST_CASE("of a changed input nothing is appended, what was kept stays", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto input = folder.path() / "input";
  if (world.is_root()) std::ofstream(input) << "one";
  world.barrier();
  const pipeline::ShardKey key("key = 1\n", std::make_shared<input::InputWatch>(std::vector{input}));
  pipeline::PairShards shards(world, folder.path() / "s", key, layers);
  if (world.is_root()) shards.add(0, pair_number(0));
  shards.close();
  world.barrier();
  if (world.is_root()) std::ofstream(input) << "other";
  world.barrier();
  std::string fault;
  try {
    if (world.is_root()) shards.add(1, pair_number(1));  // may wait for the next look, which close() takes
    shards.close();
  } catch (const core::Error& error) {
    fault = error.what();
  }
  REQUIRE(
      all_of(world, fault.find("input: changed while this run read it: was 3 bytes") != std::string::npos));
  world.barrier();
  const pipeline::PairShards kept(world, folder.path() / "s", "key = 1\n", layers);
  REQUIRE(all_of(world, kept.finished_count() == 1 && kept.finished()[0] == 1));
}

TEST_CASE("shards of other work are told apart and explained", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  std::string other;
  REQUIRE(all_of(world, pipeline::find_shards(world, folder.path() / "s", "key = 1\n", other) ==
                            pipeline::ShardsFound::nothing));
  pipeline::PairShards shards(world, folder.path() / "s", "key = 1\n", layers);
  if (world.is_root()) shards.add(0, pair_number(0));
  shards.close();
  world.barrier();
  REQUIRE(all_of(world, pipeline::find_shards(world, folder.path() / "s", "key = 1\n", other) ==
                            pipeline::ShardsFound::usable));
  const auto found = pipeline::find_shards(world, folder.path() / "s", "key = 2\n", other);
  REQUIRE(all_of(world, found == pipeline::ShardsFound::other_key && other == "key = 1\n"));
  pipeline::discard_shards(world, folder.path() / "s");
}
