#include "sample_neurons.hpp"
#include "temp_directory.hpp"

#include "netseam/artifact/neuron_clusters_csv.hpp"
#include "netseam/artifact/neuron_clusters_summary.hpp"
#include "netseam/artifact/partition_words.hpp"
#include "netseam/artifact/result_kind.hpp"
#include "netseam/core/error.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace netseam;

artifact::NeuronsFile sample_file() {
  artifact::NeuronsFile file;
  file.neurons = test::sample_neurons();
  file.convention = test::sample_neurons_convention();
  file.provenance.add("study", "digits");
  file.provenance.add("checkpoint", "step\x1b[31m7");
  return file;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("the layers of a cluster are named inclusive ranges", "[serial]") {
  auto partition = test::sample_partition();
  REQUIRE(artifact::layers_of_cluster(partition, 0) == "input to hidden <1>");
  REQUIRE(artifact::layers_of_cluster(partition, 1) == "input to output");
  REQUIRE(artifact::layers_of_cluster(partition, 2) == "hidden <1> to output");
  partition.label = {0, 0, 0, 0, 1, 1, 1, 0, -1};
  REQUIRE(artifact::layers_of_cluster(partition, 0) == "input, output");
  REQUIRE(artifact::layers_of_cluster(partition, 2).empty());
  REQUIRE(artifact::neurons_in_graph(partition) == 8);
}

TEST_CASE("null models disagree where one p is at most 0.05 and another is not", "[serial]") {
  auto partition = test::sample_partition();
  REQUIRE(artifact::nulls_disagree(partition));
  partition.null[1].p = 0.05;
  REQUIRE_FALSE(artifact::nulls_disagree(partition));
  partition.null[0].p = partition.null[1].p = 0.051;
  REQUIRE_FALSE(artifact::nulls_disagree(partition));
  partition.null.clear();
  REQUIRE_FALSE(artifact::nulls_disagree(partition));
}

TEST_CASE("words for eigengaps, starts and random graphs", "[serial]") {
  auto partition = test::sample_partition();
  REQUIRE(artifact::eigengap_text(partition) == "0.375 (75 % of the next eigenvalue: clear)");
  partition.eigengap = 0.02;
  REQUIRE(artifact::eigengap_text(partition) == "0.02 (4 % of the next eigenvalue: small)");
  REQUIRE(artifact::eigengap_text(test::bare_partition()) == "not known");
  REQUIRE(artifact::agreement_text(0.95) == "0.95 (stable)");
  REQUIRE(artifact::agreement_text(0.8) == "0.80 (mostly stable)");
  REQUIRE(artifact::agreement_text(0.5) == "0.50 (unstable)");
  REQUIRE(artifact::null_text(partition, partition.null[0]) ==
          "p = 0.04*, z = -2.8, n-cut 40.0 % below the mean 1.25 of 4 random graphs");
  REQUIRE(artifact::null_text(partition, partition.null[1]) ==
          "p = 0.75, z = 1.0, n-cut 20.0 % above the mean 0.625 of 2 random graphs; 1 more could not be "
          "clustered");
  partition.null[1].normalised_cut = {std::nan("")};
  REQUIRE(artifact::null_text(partition, partition.null[1]) == "none of 1 random graphs could be clustered");
}

TEST_CASE("warnings say only what applies", "[serial]") {
  auto partition = test::sample_partition();
  auto warnings = artifact::partition_warnings(partition);
  REQUIRE(warnings.size() == 3);
  REQUIRE(contains(warnings[0], "by layer (p = 0.04), but not by strengths (p = 0.75)"));
  REQUIRE(contains(warnings[1], "no cluster: 1 of 9."));
  REQUIRE(contains(warnings[2], "fewer than 3 neurons: 1 of 3."));
  partition.converged = false;
  partition.eigengap = 0.01;
  partition.start_agreement = 0.5;
  partition.connected_components = 2;
  REQUIRE(artifact::partition_warnings(partition).size() == 7);
  auto bare = test::bare_partition();
  bare.converged = true;
  REQUIRE(artifact::partition_warnings(bare).empty());
}

TEST_CASE("the summary of neuron clusters has every figure and no control characters", "[serial]") {
  const std::string text = artifact::neurons_summary_text(sample_file());
  for (const char* part :
       {"Neuron clusters of digits, checkpoint step\\x1b[31m7", "Graph of weights: 8 neurons in 3 layers, 1",
        "Graph of activations: 8 neurons in 2 layers", "n-cut 0.75 of at most 3", "p = 0.04*",
        "keeps sums of weights", "Warning: The random graphs disagree", "input to hidden <1>",
        "Note: the second note", "output: left out, fewer than three neurons", "      3*       0.75",
        "adjusted Rand index 0.500", "mean adjusted Rand index 0.50 with the clusters of 1 random halves"}) {
    CAPTURE(part, text);
    REQUIRE(contains(text, part));
  }
  REQUIRE(!contains(text, "\x1b"));
  artifact::NeuronsFile bare;
  bare.neurons.partition = {test::bare_partition()};
  REQUIRE(contains(artifact::neurons_summary_text(bare), "no random graphs"));
}

TEST_CASE("the JSON of neuron clusters has every number", "[serial]") {
  const auto json = nlohmann::json::parse(artifact::neurons_summary_json(sample_file()));
  const auto& partition = json["partitions"][0];
  REQUIRE(json["schema"] == "netseam.neurons");
  REQUIRE(json["convention"]["kernel_norm"] == "entry1");
  REQUIRE(json["partitions"].size() == 2);
  REQUIRE(partition["ncut"] == 0.75);
  REQUIRE(partition["label"][3].is_null());
  REQUIRE(partition["label"][5] == 2);
  REQUIRE(partition["clusters"][1]["volume"] == 8);
  REQUIRE(partition["nulls"]["strengths"]["ncut"][1].is_null());
  REQUIRE(partition["nulls"]["layer"]["reduction"] == 0.4);
  REQUIRE(partition["nulls_disagree"] == true);
  REQUIRE(partition["picture"]["weight"][6][5] == 7.5);
  REQUIRE(json["comparison"]["p"] == 1.0 / 3);
  artifact::NeuronsFile bare;
  bare.neurons.partition = {test::bare_partition()};
  const auto small = nlohmann::json::parse(artifact::neurons_summary_json(bare));
  REQUIRE(small["comparison"].is_null());
  REQUIRE(small["partitions"][0]["inside_to_across"].is_null());
}

TEST_CASE("the tables of neuron clusters hold every neuron, cluster and replicate", "[serial]") {
  const test::TempDirectory folder;
  auto neurons = test::sample_neurons();
  neurons.partition[0].layer[0].name = "a,\"b\"";
  artifact::write_neuron_clusters_csv(folder.path(), neurons);
  const std::string table = text_of(folder.path() / "neurons.csv");
  REQUIRE(table.starts_with("graph,layer,unit,cluster\r\nweights,\"a,\"\"b\"\"\",0,0\r\n"));
  REQUIRE(contains(table, "weights,\"a,\"\"b\"\"\",3,\r\n"));
  REQUIRE(std::count(table.begin(), table.end(), '\n') == 1 + 9 + 9);
  REQUIRE(contains(text_of(folder.path() / "clusters.csv"), "weights,2,2,4,0.5,0.125,hidden <1> to output"));
  REQUIRE(contains(text_of(folder.path() / "nulls.csv"), "weights,strengths,1,,0.75,1,0.625,0.125,-0.2"));
  REQUIRE(contains(text_of(folder.path() / "local.csv"), "weights,hidden <1>,2,\r\n"));
  const test::TempDirectory other;
  neurons.partition = {test::bare_partition()};
  artifact::write_neuron_clusters_csv(other.path(), neurons);
  REQUIRE(!std::filesystem::exists(other.path() / "local.csv"));
  REQUIRE(text_of(other.path() / "nulls.csv") ==
          "graph,null,replicate,ncut,p,z,mean,deviation,reduction\r\n");
}

TEST_CASE("a result says what kind it is", "[serial]") {
  const test::TempDirectory folder;
  const auto world = parallel::Communicator::duplicate(MPI_COMM_SELF);
  const auto path = folder.path() / "any.h5";
  artifact::save_neuron_clusters(world, path, test::sample_neurons(), {}, {});
  REQUIRE(artifact::result_kind(path) == artifact::ResultKind::neurons);
  std::ofstream(folder.path() / "text") << "no HDF5";
  REQUIRE_THROWS_AS(artifact::result_kind(folder.path() / "text"), core::InputError);
}
