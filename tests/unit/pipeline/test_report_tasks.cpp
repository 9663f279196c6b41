#include "temp_directory.hpp"

#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/artifact/train_file.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/report_stage.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

using namespace netseam;
using parallel::all_of;

namespace {

/// A study of two tasks without results.
class TaskStudy {
 public:
  explicit TaskStudy(const parallel::Communicator& world) : world_(world), folder_(world) {
    if (world.is_root())
      std::ofstream(study())
          << "[study]\nname = s\noutput = runs\n[train]\ntasks = 4-1-4, 4-2-4\n[sculpt]\ntasks = "
             "4-1-4, 4-2-4\n";
    world.barrier();
  }
  [[nodiscard]] std::filesystem::path result(const std::string& name) const {
    return folder_.path() / "runs/s" / name;
  }
  void save_trained(const std::string& task) const {
    data::TrainedNetworks trained{task, "squared error", 16, 16, {}};
    trained.network.push_back({"4-2-4 seed 1", {4, 2, 4}, 1, {{0, 0.5, 0.5, 0.25, ""}, {3, 0, 0, 1, "e3"}}});
    artifact::save_trained_networks(world_, result(task + "/train.h5"), trained, {}, {});
  }
  void save_sculpted(const std::string& task) const {
    artifact::save_sculpted_networks(world_, result(task + "/sculpt.h5"), {task, "", {}, {}}, {}, {});
    artifact::save_hierarchies(world_, result(task + "/hierarchy.h5"), {}, {}, {});
  }
  /// The exit code, and on rank 0 what is on the screen.
  [[nodiscard]] core::ExitCode report(std::string& screen,
                                      const std::vector<std::string>& arguments = {}) const {
    std::FILE* out = std::tmpfile();
    core::ExitCode code = core::ExitCode::done;
    try {
      code = pipeline::write_report(world_, pipeline::read_study(study(), arguments), out);
      std::rewind(out);
      for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) screen += static_cast<char>(c);
    } catch (const core::Error& error) {
      screen = error.what();
      code = error.code();
    }
    std::fclose(out);
    return code;
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream file(folder_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  [[nodiscard]] std::filesystem::path study() const { return folder_.path() / "study.ini"; }

  const parallel::Communicator& world_;
  test::TempDirectory folder_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a report counts trained and sculpted tasks, and names what is missing", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TaskStudy study(world);
  study.save_trained("4-1-4");
  std::string screen;
  const auto csv = study.folder() / "csv";
  REQUIRE(all_of(world, study.report(screen, {"--csv=" + csv.string()}) == core::ExitCode::done));
  REQUIRE(all_of(world, !world.is_root() || contains(screen, "report.html: 1 trained task, 0.")));
  REQUIRE(
      all_of(world, !world.is_root() || contains(screen, "4-2-4: not computed yet: run `netseam train`")));
  REQUIRE(all_of(world, contains(study.text_of("runs/s/report.html"), "<section id=\"train\">")));
  REQUIRE(
      all_of(world, contains(study.text_of("csv/4-1-4/training.csv"), "\r\n4-2-4 seed 1,1,3,0,0,1,,e3\r\n")));

  study.save_trained("4-2-4");
  study.save_sculpted("4-2-4");
  screen.clear();
  REQUIRE(all_of(world, study.report(screen) == core::ExitCode::done));
  REQUIRE(all_of(
      world,
      !world.is_root() || contains(screen, ": modules of 1 of 2 tasks, 1 sculpted task, 2 trained tasks, ")));
  const auto json = nlohmann::json::parse(study.text_of("runs/s/report.json"));
  REQUIRE(all_of(world, json["train"].size() == 2 && json["train"][1]["task"] == "4-2-4"));
}

TEST_CASE("a report of tasks speaks of tasks", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TaskStudy study(world);
  std::string message;
  REQUIRE(all_of(world, study.report(message) == core::ExitCode::usage));
  REQUIRE(all_of(world, contains(message, "no task has a result yet") &&
                            contains(message, (study.result("4-1-4") / "train.h5").string())));
  std::string screen;
  REQUIRE(all_of(world, study.report(screen, {"--dry-run"}) == core::ExitCode::done));
  REQUIRE(all_of(world, !world.is_root() || contains(screen, "report.html from 2 tasks")));
}

TEST_CASE("a broken train file is named with exit code 3 and the rest is shown", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const TaskStudy study(world);
  study.save_trained("4-1-4");
  study.save_trained("4-2-4");
  if (world.is_root()) std::ofstream(study.result("4-2-4/train.h5")) << "not HDF5 <at all>";
  world.barrier();
  std::string screen;
  REQUIRE(all_of(world, study.report(screen) == core::ExitCode::input));
  const std::string page = study.text_of("runs/s/report.html");
  REQUIRE(all_of(world, contains(page, "4-2-4/train.h5") && contains(page, "Task 4-1-4: 1 network")));
}
