#include "temp_directory.hpp"

#include "netseam/artifact/hierarchy_file.hpp"
#include "netseam/artifact/hierarchy_json.hpp"
#include "netseam/artifact/hierarchy_summary.hpp"
#include "netseam/artifact/result_kind.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace netseam;
using parallel::Communicator;

std::vector<data::NetworkHierarchy> sample_networks() {
  data::NetworkHierarchy found{"a <b>", {3, 4, 2}, {}, {}, {}};
  data::NetworkModules& modules = found.modules;
  modules.kept = {{0, 2}, {1, 2, 3}, {0, 1}};
  modules.cluster = {{0, 1}, {0, 1, 0}, {0, 1}};
  modules.module = {{0, 1}, {0, 2, 0}, {2, 3}};
  modules.edge = {{0, 2, 4}, {1, 2, 1}};
  modules.decision.resize(2);
  modules.decision[0] = {2, 5, {}, 2, 0.5, -0.25, true, false, 2};
  modules.decision[1] = {3, 2, {std::numeric_limits<double>::infinity()}, 2, 0, 0, false, true, 2};
  modules.variant = {{"unit order 1", true, true}, {"theta 0.5", false, true}};
  found.function = {3, 1, 2};
  found.part = {{"one <module>", true, true}, {"pairs", false, false}};
  found.edge = {{{0, 0}, {1, 1}, {0, 2}}, {{0, 0}, {1, 1}, {2, 0}}};
  data::NetworkHierarchy refused{"b", {2, 2}, {}, {}, "b: output 1: found nothing"};
  refused.function = {4, 2, 4};
  refused.order_warning = "The order of the layers is a guess";
  data::NetworkHierarchy shapeless{"c", {}, {}, {}, "line 3: no JSON"};
  return {found, refused, shapeless, found};
}

std::string text_of(const std::vector<data::NetworkHierarchy>& networks) {
  std::string text;
  for (const auto& network : networks) {
    text += artifact::hierarchy_line(network) + "\n";
    for (const auto& layer : network.edge) {
      for (const auto& [source, target] : layer)
        text += std::to_string(source) + ">" + std::to_string(target) + " ";
      text += "\n";
    }
  }
  return text;
}

std::vector<data::PartRate> sample_rates() {
  return {{"[3,1,2], 1 hidden layer", "success", 2, 2, 0.5, 1},
          {"[3,1,2], 1 hidden layer", "pairs", 0, 2, 0, 0.25}};
}

std::string text_of(const std::vector<data::PartRate>& rates) {
  std::string text;
  for (const auto& rate : rates)
    text += rate.group + "|" + rate.part + "|" + std::to_string(rate.successes) + "|" +
            std::to_string(rate.trials) + "|" + std::to_string(rate.low) + "|" + std::to_string(rate.high) +
            "\n";
  return text;
}

artifact::HierarchyConvention sample_convention() {
  artifact::HierarchyConvention convention;
  convention.linkage = "average";
  return convention;
}

}  // namespace

TEST_CASE("a hierarchy file gives back what was saved, from any number of ranks", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  const auto path = folder.path() / "hierarchy.h5";
  const auto networks = sample_networks();
  store::Provenance provenance;
  provenance.add("study", "boolean");
  artifact::save_hierarchies(world, path, networks, provenance, sample_convention(), sample_rates());
  const auto loaded = artifact::load_hierarchies(path);
  bool same = text_of(loaded.network) == text_of(networks) && loaded.convention.linkage == "average" &&
              loaded.provenance.find("study") == "boolean";
  same = same && text_of(loaded.rate) == text_of(sample_rates()) && loaded.network[1].function.size() == 3;
  // JSON has no infinity, so the line does not show it
  same = same && loaded.network[0].modules.decision[1].criterion == networks[0].modules.decision[1].criterion;
  REQUIRE(parallel::all_of(world, same));
  REQUIRE(parallel::all_of(world, artifact::result_kind(path) == artifact::ResultKind::hierarchy));
  bool described = true;
  const store::Hdf5Reader file(path);
  for (const auto& dataset : file.datasets())
    for (const char* attribute : {"description", "unit", "dimensions"})
      described = described && !file.attribute_text(dataset.name, attribute).value_or("").empty();
  REQUIRE(parallel::all_of(world, described));
}

TEST_CASE("a file of no networks, and of none with modules, is a file", "[mpi]") {
  const auto world = Communicator::duplicate(MPI_COMM_WORLD);
  const test::TempDirectory folder(world);
  artifact::save_hierarchies(world, folder.path() / "none.h5", {}, {}, {});
  REQUIRE(parallel::all_of(world, artifact::load_hierarchies(folder.path() / "none.h5").network.empty()));
  const std::vector<data::NetworkHierarchy> refused{sample_networks()[1]};
  artifact::save_hierarchies(world, folder.path() / "refused.h5", refused, {}, {});
  REQUIRE(parallel::all_of(
      world, text_of(artifact::load_hierarchies(folder.path() / "refused.h5").network) == text_of(refused)));
}

TEST_CASE("hierarchies go from rank to rank whole", "[serial]") {
  const auto networks = sample_networks();
  const auto back = artifact::unpack_hierarchies(artifact::pack_hierarchies(networks));
  REQUIRE(text_of(back) == text_of(networks));
  REQUIRE(back[0].modules.decision[1].criterion == networks[0].modules.decision[1].criterion);
  REQUIRE(artifact::unpack_hierarchies(artifact::pack_hierarchies({})).empty());
}

TEST_CASE("the summary names modules by layers and units, with where they lead", "[serial]") {
  artifact::HierarchyFile file;
  file.network = sample_networks();
  REQUIRE(artifact::hierarchy_summary_text(file).find("sub-functions") == std::string::npos);
  file.rate = sample_rates();
  const std::string text = artifact::hierarchy_summary_text(file);
  REQUIRE(text.find("[3,1,2], 1 hidden layer  success") != std::string::npos);
  REQUIRE(text.find("   2 of 2    95 %: 0.50 to 1.00") != std::string::npos);
  REQUIRE(text.find("4 networks, 2 without modules") != std::string::npos);
  REQUIRE(text.find("    2 with 4 modules") != std::string::npos);
  REQUIRE(text.find("Other modules in 2 of 2 networks when units stand in another order (ties)") !=
          std::string::npos);
  REQUIRE(text.find("Other modules in 2 of 2 with theta 0.5") != std::string::npos);
  REQUIRE(text.find("a <b>: 3-4-2, 4 modules, decided by ties") != std::string::npos);
  REQUIRE(text.find("    0  inputs 0; layer 1 1, 3 -> 2\n") != std::string::npos);
  REQUIRE(text.find("    2  layer 1 2; outputs 0\n") != std::string::npos);
  REQUIRE(text.find("b: no modules: b: output 1: found nothing") != std::string::npos);
}
