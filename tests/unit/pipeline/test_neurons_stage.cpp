#include "npy_writer.hpp"
#include "planted_network.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/neuron_clusters_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/pipeline/neurons_stage.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/stats/partition_agreement.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <optional>

using namespace netseam;
using parallel::all_of;
using parallel::Communicator;

namespace {

/// A planted network in a folder of its own, and runs of the stage on it.
class Planted {
 public:
  explicit Planted(const Communicator& world, const std::string& extra = "",
                   const test::PlantedNetwork& network = {})
      : world_(world), folder_(world), network_(network) {
    if (world.is_root()) static_cast<void>(network_.write(folder_.path(), extra));
    world.barrier();
  }

  core::ExitCode run(const Communicator& ranks, const std::vector<std::string>& arguments = {},
                     const core::StopFlag& stop = core::StopFlag()) const {
    return pipeline::run_neurons(ranks, pipeline::read_study(folder_.path() / "study.ini", arguments), stop,
                                 nullptr);
  }
  core::ExitCode run(const std::vector<std::string>& arguments = {}) const { return run(world_, arguments); }

  /// What a run complains of, "" if it does not.
  std::string complaint(const std::vector<std::string>& arguments = {}) const {
    try {
      static_cast<void>(run(arguments));
    } catch (const core::Error& error) {
      return error.what();
    }
    return "";
  }

  [[nodiscard]] data::NeuronClusters result() const {
    return artifact::load_neuron_clusters(product()).neurons;
  }
  [[nodiscard]] std::filesystem::path product() const { return unit() / "neurons.h5"; }
  [[nodiscard]] std::filesystem::path unit() const { return folder_.path() / "runs/planted/step0"; }
  [[nodiscard]] std::filesystem::path checkpoint() const { return folder_.path() / "step0"; }
  [[nodiscard]] const test::PlantedNetwork& network() const { return network_; }

 private:
  const Communicator& world_;
  test::TempDirectory folder_;
  test::PlantedNetwork network_;
};

/// Whether labels from a neuron on are the planted modules under other names.
bool is_planted(std::span<const std::int32_t> label, const test::PlantedNetwork& network,
                std::size_t from = 0) {
  const auto module = network.module_of();
  std::vector<std::size_t> found(label.begin(), label.end());
  return found.size() + from == module.size() &&
         stats::adjusted_rand_index(
             found, std::vector(module.begin() + static_cast<std::ptrdiff_t>(from), module.end())) == 1;
}

bool has_note(const data::GraphPartition& partition, const std::string& text) {
  for (const auto& note : partition.note)
    if (note.find(text) != std::string::npos) return true;
  return false;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("planted modules of the weights are found and are unlikely by chance", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const Planted planted(world);
  REQUIRE(all_of(world, planted.run() == core::ExitCode::done));
  const auto clusters = planted.result();
  const auto& partition = clusters.partition.at(0);
  REQUIRE(all_of(world, clusters.partition.size() == 1 && is_planted(partition.label, planted.network())));
  REQUIRE(all_of(world, partition.converged && partition.cluster.size() == 4 && partition.null.size() == 3));
  for (const auto& null : partition.null)  // 1 / (1 + 19), the least that 19 replicates can say
    REQUIRE(all_of(world, null.p == 1.0 / 20 && null.z < -3 && null.reduction > 0.2 &&
                              null.normalised_cut.size() == 19));
  REQUIRE(all_of(world, !std::filesystem::exists(planted.unit() / "neurons.shards")));
}

TEST_CASE("a network without modules is no evidence", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  // one module: all weights alike
  const Planted planted(world, "", {.modules = 1});
  REQUIRE(all_of(world, planted.run({"--neurons.clusters=4"}) == core::ExitCode::done));
  // the chance of a p-value of 0.05 is 0.05 for each null model; the seed is one without
  const auto partition = planted.result().partition.at(0);
  for (const auto& null : partition.null) REQUIRE(all_of(world, null.p > 0.05));
}

TEST_CASE("the number of clusters is the planted one by both criteria", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  for (const std::string criterion : {"eigengap", "n-cut"}) {
    const Planted planted(world, "null = none\nfewest = 2\nmost = 8\n");
    REQUIRE(all_of(world, planted.run({"--neurons.clusters=0", "--neurons.choose=" + criterion}) ==
                              core::ExitCode::done));
    const auto partition = planted.result().partition.at(0);
    REQUIRE(all_of(world, partition.cluster.size() == 4 && partition.tried.size() == 7 &&
                              partition.null.empty() && is_planted(partition.label, planted.network())));
  }
}

TEST_CASE("weights and activations of the same modules agree", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const Planted planted(world,
                        "graph = both\nhalf-samples = 3\nnull = layer, strengths\nlocal = three-layers\n");
  REQUIRE(all_of(world, planted.run() == core::ExitCode::done));
  const auto clusters = planted.result();
  REQUIRE(all_of(world, clusters.partition.size() == 2 && clusters.comparison.size() == 1));
  const auto &weights = clusters.partition[0], &activations = clusters.partition[1];
  REQUIRE(all_of(world, is_planted(activations.label, planted.network(), 20)));
  REQUIRE(all_of(world, activations.null.size() == 1 && activations.null[0].p == 1.0 / 20 &&
                            has_note(activations, "strengths")));
  REQUIRE(all_of(world, activations.half_agreement == std::vector<double>(3, 1.0)));
  const auto& comparison = clusters.comparison[0];
  REQUIRE(all_of(world, comparison.neurons == 60 && comparison.adjusted_rand == 1 &&
                            comparison.normalised_mutual_information == Approx(1).epsilon(1e-12) &&
                            comparison.p < 0.02));
  // the same labels: the n-cut of a graph under its own
  REQUIRE(
      all_of(world, comparison.transfer_to_activations == Approx(activations.normalised_cut).epsilon(1e-12)));
  REQUIRE(all_of(world, comparison.transfer_to_weights > weights.normalised_cut * 0.5));
  REQUIRE(all_of(world, weights.local.size() == 4 && activations.local.size() == 3));
  for (const auto& local : weights.local)
    REQUIRE(all_of(world,
                   local.clusters == 4 && is_planted(local.label, {.layers = 1, .units = 20, .modules = 4})));
}

TEST_CASE("any number of ranks finds the same", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const auto alone = world.split(world.rank());
  // the fastest library is found by the clock, and each rounds correlations in its own way
  const std::string options = "graph = both\nhalf-samples = 2\n[run]\nproduct = openblas\n";
  const test::PlantedNetwork noisy{.across = 0.4};
  const Planted together(world, options, noisy);
  REQUIRE(all_of(world, together.run() == core::ExitCode::done));
  const Planted single(world, options, noisy);
  const bool done = !world.is_root() || single.run(alone) == core::ExitCode::done;
  REQUIRE(all_of(world, done));
  const auto a = together.result(), b = single.result();
  REQUIRE(all_of(world, a.partition.size() == 2 && b.partition.size() == 2));
  for (std::size_t k = 0; k < 2; ++k) {
    const auto &first = a.partition[k], &second = b.partition[k];
    REQUIRE(all_of(world, first.label == second.label));
    REQUIRE(all_of(world, first.normalised_cut == second.normalised_cut));
    REQUIRE(all_of(world, first.half_agreement == second.half_agreement));
    REQUIRE(all_of(world, first.null.size() == second.null.size() && first.null.size() >= 2));
    for (std::size_t n = 0; n < first.null.size(); ++n)
      REQUIRE(all_of(world, first.null[n].normalised_cut == second.null[n].normalised_cut));
    bool near = true;
    for (std::size_t e = 0; e < first.eigenvalue.size(); ++e)  // what the eigen solver is asked for
      near = near && std::abs(first.eigenvalue[e] - second.eigenvalue[e]) < 1e-6;
    REQUIRE(all_of(world, near));
  }
}

TEST_CASE("a stopped run keeps its replicates and goes on", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const Planted planted(world), whole(world);
  core::StopFlag stop;
  stop.request();
  REQUIRE(all_of(world, planted.run(world, {}, stop) == core::ExitCode::stopped_early));
  REQUIRE(all_of(world, !std::filesystem::exists(planted.product())));
  REQUIRE(all_of(world, planted.run() == core::ExitCode::done && whole.run() == core::ExitCode::done));
  const auto a = planted.result().partition.at(0), b = whole.result().partition.at(0);
  bool same = a.label == b.label;
  for (std::size_t n = 0; n < 3; ++n)
    same = same && a.null.at(n).normalised_cut == b.null.at(n).normalised_cut;
  REQUIRE(all_of(world, same));
  const auto written = std::filesystem::last_write_time(planted.product());
  REQUIRE(all_of(world, planted.run() == core::ExitCode::done));
  REQUIRE(all_of(world, std::filesystem::last_write_time(planted.product()) == written));
  REQUIRE(all_of(world,
                 contains(planted.complaint({"--neurons.clusters=3"}), "neurons.clusters: was '4', is '3'")));
  // options of the other stage are of no account
  REQUIRE(all_of(world, planted.run({"--layers.samples=7"}) == core::ExitCode::done));
}

TEST_CASE("what cannot be clustered is refused by name on all ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const Planted planted(world, "null = none\n");
  REQUIRE(all_of(world, contains(planted.complaint({"--neurons.clusters=81"}), "81")));
  REQUIRE(all_of(
      world, contains(planted.complaint({"--neurons.clusters=0", "--neurons.fewest=9", "--neurons.most=8"}),
                      "neurons.fewest: found 9, expected at most neurons.most, 8")));
  REQUIRE(all_of(world, contains(planted.complaint({"--neurons.threshold=1.5"}), "neurons.threshold")));
  if (world.is_root()) {
    std::vector<float> weights(400, 1.0F);
    weights[7 * 20 + 3] = std::numeric_limits<float>::quiet_NaN();
    test::write_npy(planted.checkpoint() / "w1.npy", {20, 20}, weights);
  }
  world.barrier();
  const auto complaint = planted.complaint();
  REQUIRE(all_of(world, contains(complaint, "w1") && contains(complaint, "row 7, column 3") &&
                            contains(complaint, "NaN")));
  REQUIRE(all_of(world, !std::filesystem::exists(planted.product())));
}

TEST_CASE("one cluster, silent layers and constant units are results with words", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const Planted planted(world, "null = none\ngraph = both\n");
  if (world.is_root()) {
    test::write_npy(planted.checkpoint() / "w2.npy", {20, 20}, std::vector<float>(400, 0.0F));
    std::vector<float> responses(60 * 20, 1.0F);
    for (std::size_t sample = 0; sample < 60; ++sample)
      for (std::size_t unit = 1; unit < 20; ++unit)
        responses[sample * 20 + unit] = static_cast<float>((sample * (unit + 3)) % 59);
    test::write_npy(planted.checkpoint() / "activations/w1.npy", {60, 20}, responses);
  }
  world.barrier();
  REQUIRE(all_of(world, planted.run({"--neurons.clusters=1"}) == core::ExitCode::done));
  const auto clusters = planted.result();
  const auto &weights = clusters.partition.at(0), &activations = clusters.partition.at(1);
  REQUIRE(all_of(world, weights.normalised_cut == 0 && weights.cluster.size() == 1));
  REQUIRE(all_of(world, has_note(weights, "layer w2: no neuron of it is in the graph") &&
                            weights.label[60] == data::not_in_graph));
  REQUIRE(all_of(world, activations.label[20] == data::not_in_graph && activations.label[21] == 0));
}
