// What the groups are for: planted ones are found, and what has none is not divided.
#include "measured_study.hpp"

#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace netseam;
using parallel::all_of;
using test::MeasuredStudy;

namespace {

const test::PlantedStudy three_blocks{.groups = 3, .layers_in_group = 5, .samples = 60};

bool finds(const data::Segmentation& groups, const std::vector<std::size_t>& border) {
  return groups.border == border && groups.p_value.size() == border.size() &&
         std::ranges::all_of(groups.confidence, [](double confidence) { return confidence > 0.95; });
}

/// One group, or no border that the null model would not have as well.
bool finds_nothing(const data::Segmentation& groups) {
  return std::ranges::all_of(groups.p_value, [](double p) { return p > 0.05; }) &&
         groups.p_value.size() == groups.border.size();
}

}  // namespace

TEST_CASE("isometric copies with noise in three blocks are found by gw and by cka", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, three_blocks, "measures = gw, cka\nnull = 39");
  study.run(world);
  const auto layers = study.load();
  const auto &by_gw = layers.segmentation, &by_cka = layers.measure.at(0).segmentation;
  REQUIRE(all_of(world, finds(by_gw, three_blocks.borders()) && finds(by_cka, three_blocks.borders())));
  // gw has random orders of the layers as its null model, and enough of those have two pairs of copies side
  // by side, which is a border as strong: its p is small beside an untrained twin only (test_twin_null.cpp)
  REQUIRE(all_of(world, std::ranges::max(by_cka.p_value) <= 0.05));
}

TEST_CASE("cka finds no groups where the samples of every layer are shuffled", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  auto planted = three_blocks;
  planted.shuffled_rows = true;
  const MeasuredStudy study(world, planted, "measures = cka\nnull = 39");
  study.run(world);
  REQUIRE(all_of(world, finds_nothing(study.load().segmentation)));
  // also where the number of groups is imposed, so that there are borders to test
  study.run(world, {"--layers.groups=3", "--force"});
  const auto imposed = study.load().segmentation;
  REQUIRE(all_of(world, imposed.border.size() == 2 && finds_nothing(imposed)));
}

TEST_CASE("gw finds no groups in unrelated layers, and no significant ones in a mixed order", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy unrelated(world, {.groups = 15, .layers_in_group = 1, .samples = 60}, "measures = gw");
  unrelated.run(world);
  REQUIRE(all_of(world, unrelated.load().segmentation.border.empty()));
  // copies that stand side by side by chance are groups, but random orders have as strong ones
  auto planted = three_blocks;
  planted.order = {0, 5, 10, 11, 1, 6, 7, 12, 2, 13, 3, 8, 14, 9, 4};
  const MeasuredStudy mixed(world, planted, "measures = gw");
  mixed.run(world);
  REQUIRE(all_of(world, finds_nothing(mixed.load().segmentation)));
  REQUIRE(all_of(world, mixed.load().segmentation.border != planted.borders()));
}
