#include "measured_study.hpp"
#include "npy_writer.hpp"

#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using parallel::all_of;
using test::MeasuredStudy;

namespace {

constexpr std::size_t samples = 200, width = 6;

/// Six layers of unrelated clouds. In the first three one sample is far from all others, in the last three
/// two samples are, in other directions: these two samples alone, one in a hundred, make two groups.
void write_dominated(const std::filesystem::path& folder) {
  core::RandomStream random(7, 0, core::Purpose::test);
  for (std::size_t layer = 0; layer < 6; ++layer) {
    std::vector<float> points(samples * width);
    for (float& value : points) value = static_cast<float>(random.normal());
    points[0] = 500;
    if (layer >= 3) points[width + 1] = 500;
    test::write_npy(folder / ("layer-" + std::to_string(layer) + ".npy"), {samples, width}, points);
  }
}

}  // namespace

TEST_CASE("groups by gw that a handful of samples makes are noted", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, {}, "measures = gw\nprofiles = true\nresamples = 5");
  if (world.is_root()) write_dominated(study.folder() / "step0");
  world.barrier();
  study.run(world);
  const auto layers = study.load();
  REQUIRE(all_of(world, layers.segmentation.border == std::vector<std::size_t>{3}));
  REQUIRE(all_of(world, layers.gw_note.size() == 1));
  INFO(layers.gw_note[0]);
  REQUIRE(all_of(
      world, layers.gw_note[0].starts_with("without the 2 samples farthest from the mean: other groups, ")));
}

TEST_CASE("groups by gw that rest on all samples are noted as the same", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, {.samples = 100}, "measures = gw, cka\nprofiles = true\nresamples = 5");
  study.run(world);
  const auto layers = study.load();
  const std::vector<std::string> same{"without the 1 sample farthest from the mean: the same groups"};
  REQUIRE(all_of(world, layers.gw_note == same && layers.measure.at(0).note == same));
  // unequal weights of the samples that remain are scaled to sum to 1, which the solver insists on
  if (world.is_root()) {
    std::vector<float> weight(100, 1);
    weight[3] = 2;
    test::write_npy(study.folder() / "weight.npy", {100}, weight);
  }
  world.barrier();
  study.run(world, {"--layers.weights=weight.npy", "--layers.measures=gw", "--force"});
  REQUIRE(all_of(world, study.load().gw_note == same));
}
