#include "planted_study.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/layers_stage.hpp"
#include "netseam/pipeline/report_stage.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace netseam;
using parallel::all_of;

namespace {

struct Outcome {
  core::ExitCode code = core::ExitCode::internal;
  std::string message;
};

Outcome report_of(const parallel::Communicator& world, const std::filesystem::path& study,
                  const std::vector<std::string>& arguments = {}) {
  try {
    return {pipeline::write_report(world, pipeline::read_study(study, arguments), nullptr), ""};
  } catch (const core::Error& error) {
    return {error.code(), error.what()};
  }
}

/// A planted study of two checkpoints with results.
std::filesystem::path finished_study(const parallel::Communicator& world,
                                     const std::filesystem::path& folder) {
  const auto study = folder / "study.ini";
  if (world.is_root()) static_cast<void>(test::PlantedStudy{.checkpoints = 2}.write(folder));
  world.barrier();
  const core::StopFlag stop;
  static_cast<void>(pipeline::run_layers(world, pipeline::read_study(study, {}), stop, nullptr));
  return study;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the report has every checkpoint, its borders and its numbers", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = finished_study(world, folder.path());
  REQUIRE(all_of(world, report_of(world, study).code == core::ExitCode::done));
  const auto result = folder.path() / "runs/planted";
  const std::string page = text_of(result / "report.html");
  REQUIRE(all_of(world, page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n")));
  const auto json = nlohmann::json::parse(text_of(result / "report.json"));
  bool good = json["checkpoints"].size() == 2 && json["problems"].empty();
  const auto borders = test::PlantedStudy{}.borders();
  for (const auto& checkpoint : json["checkpoints"]) {
    const auto& measure = checkpoint["measures"][0];
    good = good && measure["groups"].size() == borders.size() + 1;
    for (std::size_t k = 0; good && k < borders.size(); ++k)
      good = measure["groups"][k + 1]["first"] == borders[k] &&
             measure["groups"][k + 1]["border_confidence"] > 0.95;
    good = good && measure["least"][0][1] <= measure["value"][0][1];
  }
  for (const std::size_t border : borders)
    good = good && contains(page, "data-border=\"" + std::to_string(border) + "\"");
  REQUIRE(all_of(world, good));
}

TEST_CASE("a broken result is named with exit code 3 and the others are shown", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = finished_study(world, folder.path());
  const auto result = folder.path() / "runs/planted";
  if (world.is_root()) std::ofstream(result / "step1/layers.h5") << "not HDF5 <at all>";
  world.barrier();
  REQUIRE(all_of(world, report_of(world, study).code == core::ExitCode::input));
  const std::string page = text_of(result / "report.html");
  const auto json = nlohmann::json::parse(text_of(result / "report.json"));
  REQUIRE(all_of(world, contains(page, "<strong>step1</strong>: ") && contains(page, "step1/layers.h5")));
  REQUIRE(all_of(world, json["checkpoints"].size() == 1 && json["problems"].size() == 1));
  if (world.is_root()) std::ofstream(result / "step0/layers.h5") << "nor this";
  world.barrier();
  const Outcome none = report_of(world, study);
  REQUIRE(all_of(world, none.code == core::ExitCode::input && contains(none.message, "step0/layers.h5")));
}

TEST_CASE("a checkpoint that is not computed yet is named", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = finished_study(world, folder.path());
  const auto result = folder.path() / "runs/planted";
  if (world.is_root()) std::filesystem::remove(result / "step0/layers.h5");
  world.barrier();
  REQUIRE(all_of(world, report_of(world, study).code == core::ExitCode::done));
  REQUIRE(
      all_of(world, contains(text_of(result / "report.html"), "<strong>step0</strong>: not computed yet")));
  if (world.is_root()) std::filesystem::remove(result / "step1/layers.h5");
  world.barrier();
  const Outcome none = report_of(world, study);
  REQUIRE(all_of(world,
                 none.code == core::ExitCode::usage && contains(none.message, "no checkpoint has a result")));
}

TEST_CASE("a dry run writes no report, an output that cannot be written is an error", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto study = finished_study(world, folder.path());
  const auto page = folder.path() / "runs/planted/report.html";
  REQUIRE(all_of(world, report_of(world, study, {"--dry-run"}).code == core::ExitCode::done));
  REQUIRE(all_of(world, !std::filesystem::exists(page)));
  world.barrier();
  if (world.is_root()) std::filesystem::create_directories(page / "in the way");
  world.barrier();
  const Outcome failed = report_of(world, study);
  REQUIRE(all_of(world, failed.code == core::ExitCode::usage && contains(failed.message, "report.html")));
}
