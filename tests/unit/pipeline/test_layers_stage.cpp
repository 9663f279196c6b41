#include "planted_study.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/verify_layers.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace netseam;
using parallel::all_of;

namespace {

core::ExitCode run(const parallel::Communicator& world, const std::filesystem::path& study,
                   const std::vector<std::string>& arguments = {}) {
  const core::StopFlag stop;
  return pipeline::run_layers(world, pipeline::read_study(study, arguments), stop, nullptr);
}

/// The message of the error that all ranks throw, or nothing.
std::string failure(const parallel::Communicator& world, const std::filesystem::path& study,
                    const std::vector<std::string>& arguments = {}) {
  try {
    static_cast<void>(run(world, study, arguments));
  } catch (const core::Error& error) {
    return error.what();
  }
  return "";
}

data::LayerDistances load(const std::filesystem::path& study, const std::string& checkpoint = "step0") {
  return artifact::load_layer_distances(study.parent_path() / "runs/planted" / checkpoint / "layers.h5")
      .layers;
}

bool same(const data::LayerDistances& a, const data::LayerDistances& b) {
  bool equal = a.name == b.name && a.scale == b.scale && a.sample == b.sample &&
               a.pair.size() == b.pair.size() && a.segmentation.border == b.segmentation.border &&
               a.segmentation.confidence == b.segmentation.confidence &&
               a.segmentation.criterion == b.segmentation.criterion;
  for (std::size_t pair = 0; equal && pair < a.pair.size(); ++pair)
    equal = a.pair[pair].loss == b.pair[pair].loss && a.pair[pair].permutation == b.pair[pair].permutation &&
            a.pair[pair].lower_bound == b.pair[pair].lower_bound &&
            a.pair[pair].resampled == b.pair[pair].resampled && a.pair[pair].gap == b.pair[pair].gap &&
            a.pair[pair].iterations == b.pair[pair].iterations;
  return equal;
}

}  // namespace

TEST_CASE("planted groups are found with confidence and the values can be verified", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const test::PlantedStudy planted{.checkpoints = 2};
  const auto study = folder.path() / "study.ini";
  if (world.is_root()) static_cast<void>(planted.write(folder.path()));
  world.barrier();
  REQUIRE(all_of(world, run(world, study) == core::ExitCode::done));
  for (const std::string checkpoint : {"step0", "step1"}) {
    const auto layers = load(study, checkpoint);
    bool good =
        layers.segmentation.border == planted.borders() && layers.segmentation.confidence.at(0) > 0.95;
    for (const auto& pair : layers.pair)
      good = good && pair.lower_bound <= pair.loss && pair.loss <= pair.identity && pair.loss >= 0;
    REQUIRE(all_of(world, good));
  }
  const auto alone = world.split(world.rank());
  const auto report = pipeline::verify_layers(alone, folder.path() / "runs/planted/step0/layers.h5");
  REQUIRE(all_of(world, report.values > 4 * 36 && report.faults.empty()));
  REQUIRE(all_of(world, !std::filesystem::exists(folder.path() / "runs/planted/step0/layers.shards")));
}

TEST_CASE("the datasets do not depend on the number of ranks or nodes", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory one(world), many(world);
  const test::PlantedStudy planted;
  const std::string options = "[layers]\nstart = best\nrestarts = 1\n[run]\nproduct = openblas\n";
  if (world.is_root()) {
    static_cast<void>(planted.write(one.path(), options));
    static_cast<void>(planted.write(many.path(), options));
  }
  world.barrier();
  const auto alone = world.split(world.rank());
  if (world.is_root()) static_cast<void>(run(alone, one.path() / "study.ini"));
  static_cast<void>(run(world, many.path() / "study.ini", {"--ranks-per-node=1"}));
  REQUIRE(all_of(world, same(load(one.path() / "study.ini"), load(many.path() / "study.ini"))));
}

TEST_CASE("a run that is stopped goes on to the same result", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory whole(world), broken(world);
  const test::PlantedStudy planted{.groups = 4, .samples = 60};
  const std::string options = "[run]\nproduct = openblas\n";
  if (world.is_root()) {
    static_cast<void>(planted.write(whole.path(), options));
    static_cast<void>(planted.write(broken.path(), options));
  }
  world.barrier();
  REQUIRE(all_of(world, run(world, whole.path() / "study.ini") == core::ExitCode::done));
  core::StopFlag stop;
  stop.request();
  const auto config = pipeline::read_study(broken.path() / "study.ini", {});
  REQUIRE(all_of(world, pipeline::run_layers(world, config, stop, nullptr) == core::ExitCode::stopped_early));
  REQUIRE(all_of(world, !std::filesystem::exists(broken.path() / "runs/planted/step0/layers.h5")));
  REQUIRE(all_of(world, run(world, broken.path() / "study.ini") == core::ExitCode::done));
  REQUIRE(all_of(world, same(load(whole.path() / "study.ini"), load(broken.path() / "study.ini"))));
}

TEST_CASE("a done unit is skipped, one of another config is refused until it is forced", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = folder.path() / "study.ini";
  if (world.is_root()) static_cast<void>(test::PlantedStudy{}.write(folder.path()));
  world.barrier();
  static_cast<void>(run(world, study));
  const auto product = folder.path() / "runs/planted/step0/layers.h5";
  const auto made = std::filesystem::last_write_time(product);
  static_cast<void>(run(world, study));
  REQUIRE(all_of(world, std::filesystem::last_write_time(product) == made));
  const std::string message = failure(world, study, {"--layers.samples=20"});
  REQUIRE(all_of(
      world, message == product.string() +
                            ": made from another config or other inputs: layers.samples: was '0', is '20'; "
                            "--force replaces it"));
  REQUIRE(all_of(world, failure(world, study, {"--layers.samples=20", "--force"}).empty()));
  REQUIRE(all_of(world, load(study).sample.size() == 20));
}

TEST_CASE("a number of groups may be asked for", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = folder.path() / "study.ini";
  if (world.is_root())
    static_cast<void>(
        test::PlantedStudy{.groups = 3, .layers_in_group = 2}.write(folder.path(), "[layers]\ngroups = 2\n"));
  world.barrier();
  REQUIRE(all_of(world, failure(world, study).empty()));
  REQUIRE(all_of(world, load(study).segmentation.border.size() == 1));
  REQUIRE(all_of(world, failure(world, study, {"--layers.groups=7", "--force"}) ==
                            "layers.groups: found 7, expected at most the number of layers, 6"));
}

TEST_CASE("the previous checkpoint's couplings are a start", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = folder.path() / "study.ini";
  if (world.is_root())
    static_cast<void>(
        test::PlantedStudy{.checkpoints = 2}.write(folder.path(), "[layers]\nstart = previous\n"));
  world.barrier();
  REQUIRE(all_of(world, failure(world, study).empty()));
  bool good = true;
  for (const auto& pair : load(study, "step1").pair) good = good && pair.loss <= pair.identity;
  REQUIRE(all_of(world, good));
}

TEST_CASE("unequal weights go through the general solver and can be verified", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = folder.path() / "study.ini";
  if (world.is_root()) {
    static_cast<void>(
        test::PlantedStudy{.samples = 12}.write(folder.path(), "[layers]\nweights = weights.npy\n"));
    std::ofstream file(folder.path() / "weights.npy", std::ios::binary);
    std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (12,), }";
    head.resize(117, ' ');
    file.write("\x93NUMPY\x01\x00v\x00", 10) << head << '\n';
    for (int i = 1; i <= 12; ++i) {
      const auto weight = static_cast<float>(i);
      file.write(reinterpret_cast<const char*>(&weight), sizeof weight);
    }
  }
  world.barrier();
  REQUIRE(failure(world, study).empty());
  const auto layers = load(study);
  bool good = true;
  for (const auto& pair : layers.pair) {
    std::vector<double> mass(12, 0.0);
    for (const auto& entry : pair.coupling) mass.at(static_cast<std::size_t>(entry.row)) += entry.mass;
    for (std::size_t i = 0; i < 12; ++i)
      good = good && std::abs(mass[i] - static_cast<double>(i + 1) / 78) < 1e-9;
    good = good && pair.permutation.empty() && pair.loss <= pair.identity + 1e-12;
  }
  REQUIRE(all_of(world, good));
  const auto alone = world.split(world.rank());
  const auto report = pipeline::verify_layers(alone, folder.path() / "runs/planted/step0/layers.h5");
  REQUIRE(all_of(world, report.values > 4 * 36 && report.faults.empty()));
}
