#include "measured_study.hpp"
#include "npy_writer.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/verify_layers.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>

using namespace netseam;
using parallel::all_of;
using test::MeasuredStudy;
using test::same_datasets;

// The layers of a planted group are one cloud in other bases: every measure that does not see rotations must
// find the groups, on every half of the samples. No replicate with shuffled rows has a border as strong: p =
// 1/20.
TEST_CASE("measures that see no rotation find planted groups", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::PlantedStudy planted{.groups = 3};
  const MeasuredStudy study(
      world, planted,
      "measures = cka, cka-rbf, rsa-spearman, identity-gw, procrustes, angular-shape, svcca\nnull = 19");
  study.run(world);
  const auto layers = study.load();
  REQUIRE(all_of(world, layers.measure.size() == 7 && !layers.has_gw && layers.grouped == "cka"));
  for (const auto& measure : layers.measure) {
    const auto& groups = measure.segmentation;
    bool found = groups.border == planted.borders() && groups.resamples == 20;
    for (const double confidence : groups.confidence) found = found && confidence > 0.95;
    for (const double p : groups.p_value) found = found && p == 1.0 / 20;
    INFO(measure.name);
    REQUIRE(all_of(world, found));
  }
  REQUIRE(all_of(world, layers.segmentation.border == planted.borders()));
  REQUIRE(all_of(world, layers.clustering.size() == 4));
  const std::vector<std::size_t> label{0, 0, 0, 1, 1, 1, 2, 2, 2};
  for (const auto& clustering : layers.clustering) {
    INFO(clustering.method);
    REQUIRE(all_of(world, clustering.label == label));
  }
}

TEST_CASE("samples are shuffled for the null model only of measures that see their order", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, {.groups = 2},
                            "measures = cka, wasserstein\nhalf-samples = 0\ngroups = 2\nnull = 3");
  study.run(world);
  const auto layers = study.load();
  const auto says = [&](std::size_t measure, const char* text) {
    return layers.measure.at(measure).segmentation.null_model.find(text) != std::string::npos;
  };
  REQUIRE(all_of(world, says(0, "rows of every layer shuffled") && says(1, "random orders of the layers")));
}

TEST_CASE("values of all measures can be verified, and a changed one is found", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, {}, "measures = all\nhalf-samples = 3\nresamples = 5");
  study.run(world);
  const auto alone = world.split(world.rank());
  const auto report = pipeline::verify_layers(alone, study.product());
  const std::size_t measures = study.load().measure.size() + 1;
  REQUIRE(all_of(world, report.values > 36 * measures && report.faults.empty()));
  world.barrier();
  auto file = artifact::load_layer_distances(study.product());
  world.barrier();
  for (auto& measure : file.layers.measure)
    for (double& value : measure.value) value *= 1 - 1e-5;
  if (world.is_root())
    artifact::save_layer_distances(alone, study.product(), file.layers, file.provenance, file.convention);
  world.barrier();
  const auto changed = pipeline::verify_layers(alone, study.product());
  for (const auto& measure : file.layers.measure) {
    const std::string fault = "/measures/" + measure.name + "/value [0, 1]: stored";
    CAPTURE(fault);
    const bool named = std::any_of(changed.faults.begin(), changed.faults.end(),
                                   [&](const auto& line) { return line.starts_with(fault); });
    const bool has_values = std::any_of(measure.value.begin(), measure.value.end(),
                                        [](double value) { return std::isfinite(value) && value != 0; });
    CHECK(all_of(world, named == has_values));
  }
}

TEST_CASE("a file of another number library is verified up to float32 rounding", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const auto alone = world.split(world.rank());
  const MeasuredStudy study(world, {.samples = 80},
                            "measures = gw, cka, rsa-spearman, angular-shape, svcca\nhalf-samples = 5\n"
                            "profiles = yes");
  if (world.is_root())  // wide enough for the libraries to add up in another order
    for (std::size_t layer = 0; layer < 6; ++layer) {
      core::RandomStream random(layer, 0, core::Purpose::test);
      std::vector<float> values(80 * 300);
      for (float& value : values) value = static_cast<float>(random.normal());
      test::write_npy(study.folder() / fmt::format("step0/layer-{}.npy", layer), {80, 300}, values);
    }
  study.run(world);
  const auto report = pipeline::verify_layers(alone, study.product(), linalg::ProductLibrary::onednn);
  for (const auto& fault : report.faults) UNSCOPED_INFO(fault);
  CHECK(all_of(world, report.faults.empty()));
  CHECK(all_of(world, report.largest_difference <= 0x1p-16 && report.allowed_difference == 0x1p-16));
  CHECK(all_of(world, report.notes.front().find("compared up to float32 rounding") != std::string::npos));
  const auto same = pipeline::verify_layers(alone, study.product());
  CHECK(all_of(world, same.faults.empty() && same.allowed_difference == 1e-12));
}

TEST_CASE("layers that have nothing in common are one group", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, {.groups = 8, .layers_in_group = 1, .samples = 60},
                            "measures = gw, cka, rsa-pearson, angular-shape, neighbour-jaccard");
  study.run(world);
  const auto layers = study.load();
  REQUIRE(all_of(world, layers.segmentation.border.empty()));
  for (const auto& measure : layers.measure) {
    INFO(measure.name);
    REQUIRE(all_of(world, measure.segmentation.border.empty()));
  }
}

TEST_CASE("measures and profiles do not depend on the number of ranks or nodes", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::string options = "measures = all\nhalf-samples = 2\nnull = 2\nprofiles = true\nbatch = 12";
  const test::PlantedStudy planted{.groups = 2, .layers_in_group = 2, .samples = 30};
  const MeasuredStudy one(world, planted, options), many(world, planted, options);
  const auto alone = world.split(world.rank());
  if (world.is_root()) one.run(alone);
  many.run(world, {"--ranks-per-node=1"});
  REQUIRE(all_of(world, same_datasets(one.product(), many.product())));
  REQUIRE(all_of(world, many.load().profile.size() >= 5));
}

// One batch of all samples is the unbiased estimate of all samples; Gram matrices in float32 and in double
// differ by some n roundings of 2^-24 relative to their largest entry.
TEST_CASE("CKA in one batch is CKA at once", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::PlantedStudy planted{.samples = 50};
  const std::string options = "measures = cka\nhalf-samples = 0\n";
  const MeasuredStudy whole(world, planted, options), batch(world, planted, options + "batch = 50");
  whole.run(world);
  batch.run(world);
  const auto expected = whole.load().measure.at(0).value, found = batch.load().measure.at(0).value;
  double worst = 0;
  for (std::size_t pair = 0; pair < expected.size(); ++pair)
    worst = std::max(worst, std::abs(expected[pair] - found[pair]));
  REQUIRE(all_of(world, worst < 50 * 0x1p-24 * 10));
}

TEST_CASE("what measures cannot do is refused by name", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::PlantedStudy planted{.samples = 6};  // as wide as there are samples, so square
  const MeasuredStudy square(world, planted, "measures = gw, cka\ndistance = precomputed");
  REQUIRE(all_of(world, square.failure(world).find("layers.measures: cka compares activations") == 0));
  const MeasuredStudy unknown(world, planted, "measures = gw, ckaa");
  REQUIRE(all_of(world, unknown.failure(world).find(
                            "layers.measures: found 'ckaa', expected all | gw | cka") != std::string::npos));
}
