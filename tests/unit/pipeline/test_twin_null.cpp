#include "measured_study.hpp"

#include "netseam/parallel/collectives.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace netseam;
using parallel::all_of;
using test::MeasuredStudy;
using test::same_datasets;

namespace {

const test::PlantedStudy trained{.groups = 3};
const test::PlantedStudy unstructured{.groups = 9, .layers_in_group = 1, .seed = 5};
const test::PlantedStudy alike{.groups = 3, .seed = 12};

bool all_are(const std::vector<double>& p_values, std::size_t count, double p) {
  return p_values == std::vector<double>(count, p);
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

// Layers of the twin have nothing in common: no resample of it has a border as strong as the planted ones.
TEST_CASE("planted borders are beyond an unstructured twin by every measure", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, trained, "measures = gw, cka, angular-shape\ntwin = untrained/step0");
  study.add(world, unstructured, "untrained");
  study.run(world);
  const auto layers = study.load();
  REQUIRE(all_of(world, layers.segmentation.border == trained.borders()));
  REQUIRE(all_of(world, all_are(layers.segmentation.twin_p_value, 2, 1.0 / 201)));
  REQUIRE(all_of(world, layers.segmentation.twin_null_model == "200 resamples of 1 untrained network"));
  for (const auto& measure : layers.measure) {
    INFO(measure.name);
    REQUIRE(all_of(world, all_are(measure.segmentation.twin_p_value, 2, 1.0 / 21)));
    REQUIRE(all_of(world, measure.segmentation.twin_null_model == "20 resamples of 1 untrained network"));
  }
  REQUIRE(all_of(world, !std::filesystem::exists(study.folder() / "runs/planted/step0/layers.shards")));
}

// The twin's strongest border stands against each one: a network drawn like the twin wins half of the
// comparisons at most on average, and p is then half or more. Two twins count together.
TEST_CASE("borders that a twin has as well are no evidence of training", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, trained,
                            "measures = gw, cka\ntwin = untrained/step0, alike/step0, alike/*0");
  study.add(world, unstructured, "untrained");
  study.add(world, alike, "alike");
  study.run(world, {"--layers.twin=alike/step0"});
  const auto beside_alike = study.load();
  const auto not_significant = [](const std::vector<double>& p_values) {
    return p_values.size() == 2 && std::ranges::all_of(p_values, [](double p) { return p > 0.05; });
  };
  REQUIRE(all_of(world, not_significant(beside_alike.segmentation.twin_p_value)));
  REQUIRE(all_of(world, not_significant(beside_alike.measure.at(0).segmentation.twin_p_value)));
  study.run(world, {"--force"});
  const auto beside_both = study.load();
  REQUIRE(all_of(world, beside_both.segmentation.twin_null_model ==
                            "400 resamples of 2 untrained networks (200 of each)"));
  bool counted_together = true;
  for (std::size_t border = 0; border < 2; ++border) {
    // the unstructured twin wins nowhere: the counts of the other one are those of before
    const double lost = 201 * beside_alike.segmentation.twin_p_value[border];
    counted_together =
        counted_together && std::abs(401 * beside_both.segmentation.twin_p_value[border] - lost) < 1e-9;
  }
  REQUIRE(all_of(world, counted_together));
}

TEST_CASE("a checkpoint is not its own twin, and one without borders has no test", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  auto two = trained;
  two.checkpoints = 2;
  const MeasuredStudy study(world, two, "measures = gw, cka\ntwin = step0");
  study.run(world);
  REQUIRE(all_of(world, study.load("step0").segmentation.twin_p_value.empty()));
  REQUIRE(all_of(world, study.load("step0").segmentation.twin_null_model.empty()));
  REQUIRE(all_of(world, study.load("step1").segmentation.twin_p_value.size() == 2));
  REQUIRE(all_of(world, study.load("step1").measure.at(0).segmentation.twin_p_value.size() == 2));
  REQUIRE(all_of(
      world, text_of(study.folder() / "runs/planted/step0/layers.log")
                     .find("layers.twin: the checkpoint is not tested against itself") != std::string::npos));

  const MeasuredStudy whole(world, unstructured, "measures = gw, cka\ntwin = other/step0");
  whole.add(world, trained, "other");
  whole.run(world);
  REQUIRE(all_of(world, whole.load().segmentation.border.empty()));
  REQUIRE(all_of(world, whole.load().segmentation.twin_p_value.empty()));
}

TEST_CASE("the test against twins does not depend on the number of ranks or nodes", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const std::string options =
      "measures = gw, cka, neighbour-jaccard\ntwin = untrained/step*, alike/step0\nprofiles = "
      "true\nresamples "
      "= 20\nhalf-samples = 3";
  const MeasuredStudy one(world, trained, options), many(world, trained, options);
  for (const auto* study : {&one, &many}) {
    study->add(world, unstructured, "untrained");
    study->add(world, alike, "alike");
  }
  const auto alone = world.split(world.rank());
  if (world.is_root()) one.run(alone);
  many.run(world, {"--ranks-per-node=1"});
  REQUIRE(all_of(world, same_datasets(one.product(), many.product())));
  REQUIRE(all_of(world, one.load().segmentation.twin_p_value.size() == 2));
}

TEST_CASE("a twin is part of what a result was made of", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, trained, "measures = gw\ntwin = untrained/step0\nresamples = 5");
  study.add(world, unstructured, "untrained");
  study.run(world);
  study.add(world, alike, "untrained");
  const std::string message = study.failure(world);
  INFO(message);
  REQUIRE(all_of(world, message.find("twin untrained/step0/layer-0.npy: was") != std::string::npos));
  REQUIRE(all_of(world, study.failure(world, {"--force"}).empty()));
}

TEST_CASE("twins that do not fit are refused by name", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const MeasuredStudy study(world, trained, "measures = gw, cka\ntwin = other/step0");
  auto fewer_samples = trained, fewer_layers = trained;
  fewer_samples.samples = 30;
  fewer_layers.groups = 2;
  const std::string nothing = study.failure(world);
  REQUIRE(all_of(world, nothing.find("layers.twin: 'other/step0' matches nothing") != std::string::npos));
  const auto says = [&](const std::string& message, const std::string& found, const std::string& expected) {
    const auto twin = (study.folder() / "other/step0").string(), own = (study.folder() / "step0").string();
    INFO(message);
    REQUIRE(all_of(world, message.find(twin) != std::string::npos &&
                              message.find(found) != std::string::npos &&
                              message.find(expected + ", as " + own + " has") != std::string::npos));
  };
  study.add(world, fewer_samples, "other");
  says(study.failure(world), "30 samples", "40");
  world.barrier();
  if (world.is_root()) std::filesystem::remove_all(study.folder() / "other");
  world.barrier();
  study.add(world, fewer_layers, "other");
  says(study.failure(world), "6 layers", "9");
  study.add(world, alike, "other");
  for (const std::string key : {"resamples", "half-samples"})
    REQUIRE(all_of(world, study.failure(world, {"--layers." + key + "=0"}) ==
                              "layers.twin: needs layers." + key + ", found 0, expected at least 1"));
}
