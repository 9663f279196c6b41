#include "planted_neurons.hpp"

#include "netseam/pipeline/neurons_page.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace netseam;

namespace {

using Labels = std::vector<std::int32_t>;

report::NeuronsPage page_of(const Labels& label, const std::string& checkpoint) {
  artifact::NeuronsFile file;
  file.neurons.partition = {test::labelled_partition(label)};
  return pipeline::neurons_page(file, checkpoint);
}

std::vector<report::NeuronsPage> followed(const std::vector<Labels>& labels) {
  std::vector<report::NeuronsPage> pages;
  for (const auto& label : labels) pages.push_back(page_of(label, "step" + std::to_string(pages.size())));
  pipeline::follow_clusters(pages);
  return pages;
}

const std::vector<std::size_t>& colours(const report::NeuronsPage& page) { return page.partition[0].colour; }

}  // namespace

TEST_CASE("a page of neurons has the words for every cluster and null model", "[serial]") {
  const auto page = page_of({0, 0, 1, 1, 2, 2, 0, -1}, "step7");
  REQUIRE(page.checkpoint == "step7");
  REQUIRE(colours(page) == std::vector<std::size_t>{0, 1, 2});
  REQUIRE(page.partition[0].cluster_layers == std::vector<std::string>{"in <1> to out", "in <1>", "out"});
  REQUIRE(page.partition[0].null_words ==
          std::vector<std::string>{"p = 0.2, z = -2.0, n-cut 50.0 % below the mean 1.5 of 4 random graphs"});
  REQUIRE(page.partition[0].warning.size() == 2);
  REQUIRE(std::isnan(page.partition[0].agreement));
}

TEST_CASE("clusters keep their colours when only their numbers change", "[serial]") {
  const auto pages = followed({{0, 0, 1, 1, 2, 2}, {2, 2, 0, 0, 1, 1}, {1, 1, 0, 0, 2, 2}});
  REQUIRE(std::isnan(pages[0].partition[0].agreement));
  for (const std::size_t k : {1U, 2U}) REQUIRE(pages[k].partition[0].agreement == Approx(1));
  REQUIRE(colours(pages[1]) == std::vector<std::size_t>{1, 2, 0});
  REQUIRE(colours(pages[2]) == std::vector<std::size_t>{1, 0, 2});
}

TEST_CASE("the matching has most neurons in common in all, not the first best pair", "[serial]") {
  // common neurons, rows now: {5, 4} and {4, 0}: 5 + 0 is less than 4 + 4
  Labels before, now;
  const auto add = [&](std::int32_t cluster_now, std::int32_t cluster_before, int neurons) {
    for (int k = 0; k < neurons; ++k) {
      now.push_back(cluster_now);
      before.push_back(cluster_before);
    }
  };
  add(0, 0, 5);
  add(0, 1, 4);
  add(1, 0, 4);
  const auto pages = followed({before, now});
  REQUIRE(colours(pages[1]) == std::vector<std::size_t>{1, 0});
}

TEST_CASE("a new cluster takes a free colour, one that is gone leaves its own", "[serial]") {
  const auto pages = followed({{0, 0, 0, 1, 1, 1}, {0, 0, 1, 2, 2, 2}, {0, 0, 0, 0, 0, 0}});
  // cluster 1 of the second checkpoint shares one neuron with 0, which keeps the two others
  REQUIRE(colours(pages[1]) == std::vector<std::size_t>{0, 2, 1});
  // all three have neurons in the only one; colour 1 has most
  REQUIRE(colours(pages[2]) == std::vector<std::size_t>{1});
}

TEST_CASE("neurons out of either graph do not count, and other layers are not compared", "[serial]") {
  auto pages = followed({{0, 0, -1, 1, 1, 1}, {1, 1, 0, 0, 0, -1}});
  REQUIRE(pages[1].partition[0].agreement == Approx(1));
  REQUIRE(colours(pages[1]) == std::vector<std::size_t>{1, 0});
  pages = {page_of({0, 0, 1, 1}, "a"), page_of({1, 1, 0, 0}, "b")};
  pages[1].partition[0].partition.layer[0].name = "other";
  pipeline::follow_clusters(pages);
  REQUIRE(std::isnan(pages[1].partition[0].agreement));
  REQUIRE(colours(pages[1]) == std::vector<std::size_t>{0, 1});
}
