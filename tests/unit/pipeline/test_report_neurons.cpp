#include "planted_neurons.hpp"
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

/// A study of two checkpoints without results.
class NeuronsStudy {
 public:
  explicit NeuronsStudy(const parallel::Communicator& world) : world_(world), folder_(world) {
    if (world.is_root()) static_cast<void>(test::PlantedStudy{.checkpoints = 2}.write(folder_.path()));
    world.barrier();
  }

  void save(const std::string& checkpoint, const std::vector<std::int32_t>& label) const {
    data::NeuronClusters neurons;
    neurons.partition = {test::labelled_partition(label)};
    artifact::save_neuron_clusters(world_, result(checkpoint), neurons, {}, {});
  }
  void compute_layers() const {
    const core::StopFlag stop;
    static_cast<void>(pipeline::run_layers(world_, pipeline::read_study(study(), {}), stop, nullptr));
  }
  void spoil(const std::string& checkpoint) const {
    if (world_.is_root()) std::ofstream(result(checkpoint)) << "not HDF5 <at all>";
    world_.barrier();
  }

  [[nodiscard]] core::ExitCode report(std::string& message,
                                      const std::vector<std::string>& arguments = {}) const {
    try {
      return pipeline::write_report(world_, pipeline::read_study(study(), arguments), nullptr);
    } catch (const core::Error& error) {
      message = error.what();
      return error.code();
    }
  }
  [[nodiscard]] std::string page() const { return text_of("runs/planted/report.html"); }
  [[nodiscard]] nlohmann::json json() const {
    return nlohmann::json::parse(text_of("runs/planted/report.json"));
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream file(folder_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  [[nodiscard]] std::filesystem::path study() const { return folder_.path() / "study.ini"; }
  [[nodiscard]] std::filesystem::path result(const std::string& checkpoint) const {
    return folder_.path() / "runs/planted" / checkpoint / "neurons.h5";
  }

  const parallel::Communicator& world_;
  test::TempDirectory folder_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a study with neuron clusters alone has a report", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const NeuronsStudy study(world);
  study.save("step0", {0, 0, 1, 1, 2, 2});
  study.save("step1", {2, 2, 0, 0, 1, 1});
  std::string message;
  const auto csv = study.folder() / "csv";
  REQUIRE(all_of(world, study.report(message, {"--csv=" + csv.string()}) == core::ExitCode::done));
  const std::string page = study.page();
  REQUIRE(all_of(world, contains(page, "<h2>Neuron clusters</h2>") && !contains(page, "class=\"main-map\"") &&
                            contains(page, "in &lt;1&gt;") && !contains(page, "in <1>")));
  const auto json = study.json();
  REQUIRE(
      all_of(world, json["checkpoints"].empty() && json["problems"].empty() && json["neurons"].size() == 2));
  const auto& second = json["neurons"][1]["partitions"][0];
  REQUIRE(all_of(world, second["agreement_with_previous"] == 1.0 && second["clusters"][0]["colour"] == 1 &&
                            second["clusters"][2]["colour"] == 0));
  REQUIRE(all_of(world, contains(study.text_of("csv/step1/neurons.csv"), "weights,out,2,1\r\n")));
}

TEST_CASE("a report has the results of both stages, and names what is missing", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const NeuronsStudy study(world);
  study.compute_layers();
  study.save("step1", {0, 0, 1, 1});
  std::string message;
  REQUIRE(all_of(world, study.report(message) == core::ExitCode::done));
  const std::string page = study.page();
  REQUIRE(all_of(world, contains(page, "<h2>Neuron clusters</h2>") && contains(page, "class=\"main-map\"")));
  REQUIRE(all_of(world, contains(page, "<strong>step0</strong>: not computed yet: run `netseam neurons`")));
  const auto json = study.json();
  REQUIRE(all_of(
      world, json["checkpoints"].size() == 2 && json["neurons"].size() == 1 && json["problems"].size() == 1));
}

TEST_CASE("a broken neurons file is named with exit code 3 and the rest is shown", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const NeuronsStudy study(world);
  study.save("step0", {0, 0, 1, 1});
  study.save("step1", {0, 0, 1, 1});
  study.spoil("step1");
  std::string message;
  REQUIRE(all_of(world, study.report(message) == core::ExitCode::input));
  REQUIRE(all_of(world, contains(study.page(), "step1/neurons.h5") && study.json()["neurons"].size() == 1));
  study.spoil("step0");
  REQUIRE(all_of(world, study.report(message) == core::ExitCode::input));
  REQUIRE(all_of(world, contains(message, "step0/neurons.h5")));
}

TEST_CASE("without any result the error names both commands", "[mpi]") {
  const auto world = parallel::Communicator::duplicate(MPI_COMM_WORLD);
  const NeuronsStudy study(world);
  std::string message;
  REQUIRE(all_of(world, study.report(message) == core::ExitCode::usage));
  REQUIRE(all_of(world, contains(message, "netseam layers") && contains(message, "netseam neurons") &&
                            contains(message, "step0/neurons.h5")));
}
