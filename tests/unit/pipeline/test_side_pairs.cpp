#include "temp_directory.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/data/layer_pairs.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/pair_shards.hpp"
#include "netseam/pipeline/side_pairs.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace netseam;
using parallel::all_of;
using pipeline::SideRun;

namespace {

constexpr std::size_t layers = 4, samples = 20, width = 3, resamples = 5;

data::LayerActivations random_layer(std::size_t layer) {
  data::LayerActivations read;
  read.name = "layer" + std::to_string(layer);
  read.width = width;
  read.sample_of_row.resize(samples);
  std::iota(read.sample_of_row.begin(), read.sample_of_row.end(), std::int64_t{0});
  core::RandomStream random(3, layer, core::Purpose::test);
  for (std::size_t k = 0; k < samples * width; ++k)
    read.values.push_back(static_cast<float>(random.normal()));
  return read;
}

transport::AllPairsTask small_task() {
  transport::AllPairsTask task;
  for (std::size_t layer = 0; layer < layers; ++layer)
    task.layers.push_back({"layer" + std::to_string(layer), samples, width});
  task.pair.samples = samples;
  task.pair.resamples = resamples;
  task.load = random_layer;
  return task;
}

}  // namespace

TEST_CASE("work beside a unit goes on from its own shards", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto backend = linalg::make_cpu_backend(linalg::ProductLibrary::openblas);
  core::StopFlag go, stop;
  stop.request();
  parallel::Log log(world, {}, nullptr);
  const SideRun run{world, *backend, folder.path() / "whole", "key", go, log};
  const auto whole = pipeline::solve_aside(run, "twin-0", "pairs of a twin", small_task());
  REQUIRE(all_of(world, whole && whole->loss.size() == data::pair_count(layers) &&
                            whole->resampled.size() == data::pair_count(layers) * resamples));

  const SideRun stopped{world, *backend, folder.path() / "broken", "key", stop, log};
  REQUIRE(all_of(world, !pipeline::solve_aside(stopped, "twin-0", "pairs of a twin", small_task())));

  // a finished pair, marked by a loss that no solver gives, is taken as it is; the folder of another twin is
  // not
  pipeline::PairShards shards(world, folder.path() / "broken/twin-0", "key", layers);
  if (world.is_root()) {
    data::PairDistance marked;
    marked.loss = 123;
    marked.resampled.assign(resamples, 456);
    shards.add(2, marked);
  }
  shards.close();
  world.barrier();
  const SideRun resumed{world, *backend, folder.path() / "broken", "key", go, log};
  const auto found = pipeline::solve_aside(resumed, "twin-0", "pairs of a twin", small_task());
  const auto other = pipeline::solve_aside(resumed, "twin-1", "pairs of a twin", small_task());
  REQUIRE(all_of(world, found && other && other->loss == whole->loss));
  auto expected = *whole;
  expected.loss[2] = 123;
  for (std::size_t b = 0; b < resamples; ++b) expected.resampled[2 * resamples + b] = 456;
  REQUIRE(all_of(world, found->loss == expected.loss && found->resampled == expected.resampled));
}
