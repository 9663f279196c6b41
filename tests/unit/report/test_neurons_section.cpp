#include "sample_neurons_page.hpp"
#include "sample_page.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/html_page.hpp"
#include "netseam/report/page_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <limits>
#include <set>
#include <string>
#include <vector>

using namespace netseam;
using test::count;

namespace {

const std::string d3 = "/* library */";

/// The first figure of a class.
std::string figure(const std::string& page, const std::string& kind) {
  const std::size_t begin = page.find("class=\"" + kind + "\" viewBox");
  if (begin == std::string::npos) return "";
  return page.substr(begin, page.find("</svg>", begin) - begin);
}

/// Every number that follows `before` in `text`.
std::vector<double> numbers_after(const std::string& text, const std::string& before) {
  std::vector<double> numbers;
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1))
    numbers.push_back(std::stod(text.substr(at + before.size())));
  return numbers;
}

std::string attribute(const std::string& element, const std::string& name) {
  const std::size_t begin = element.find(" " + name + "=\"") + name.size() + 3;
  return element.substr(begin, element.find('"', begin) - begin);
}

/// Every element that begins with `begin`, up to its bracket.
std::vector<std::string> elements(const std::string& text, const std::string& begin) {
  std::vector<std::string> found;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1))
    found.push_back(text.substr(at, text.find('>', at) - at));
  return found;
}

}  // namespace

TEST_CASE("every layer has a bar whose parts are in proportion to its neurons", "[serial]") {
  const std::string bars = figure(report::html_page(test::neurons_model(1, 3, 4), d3), "cluster-bars");
  REQUIRE(count(bars, "class=\"part\"") == 12);
  REQUIRE(count(bars, "class=\"none\"") == 1);
  REQUIRE(count(bars, "<title>layer.1: cluster 2, 2 of 8 neurons</title>") == 1);
  REQUIRE(count(bars, "<title>layer.2: cluster 3, 1 of 8 neurons</title>") == 1);
  REQUIRE(count(bars, "<title>layer.2: not in the graph, 1 of 8 neurons</title>") == 1);
  const auto parts = elements(bars, "<rect class=\"part\"");
  const double whole = std::stod(attribute(parts[0], "width"));
  REQUIRE(std::stod(attribute(parts.back(), "width")) == Approx(whole / 2));
  for (std::size_t k = 0; k < 4; ++k) {
    // the same colour in every layer, and each cluster its own
    REQUIRE(attribute(parts[k], "fill") == attribute(parts[4 + k], "fill"));
    REQUIRE(std::stod(attribute(parts[k], "width")) == Approx(whole));
    for (std::size_t other = 0; other < k; ++other)
      REQUIRE(attribute(parts[k], "fill") != attribute(parts[other], "fill"));
  }
}

TEST_CASE("64 clusters have 64 different looks", "[serial]") {
  auto model = test::neurons_model(1, 3, 64);
  const std::string bars = figure(report::html_page(model, d3), "cluster-bars");
  // those from the tenth on are a colour with a pattern above it
  std::set<std::string> looks;
  std::string below;
  for (const auto& rectangle : elements(bars, "<rect")) {
    if (rectangle.find("class=\"part\"") == std::string::npos) {
      below = attribute(rectangle, "fill");
      continue;
    }
    const std::string fill = attribute(rectangle, "fill");
    looks.insert(fill.starts_with("url") ? fill + below : fill);
  }
  REQUIRE(looks.size() == 64);
}

TEST_CASE("the picture of the graph has a cell where there are edges, as large as its neurons", "[serial]") {
  const std::string page = report::html_page(test::neurons_model(1, 3, 4), d3);
  const std::string picture = figure(page, "block-picture");
  const auto cells = elements(picture, "<rect class=\"cell\"");
  REQUIRE(cells.size() == 4 * 3 * 3);
  double area = 0;
  for (const auto& cell : cells)
    area += std::stod(attribute(cell, "width")) * std::stod(attribute(cell, "height"));
  // 23 neurons on a side of 460: three clusters of 6 and one of 5; widths are rounded to 0.01
  REQUIRE(area == Approx(20.0 * 20 * (3 * 36 + 25)).epsilon(0.001));
  REQUIRE(count(picture, "class=\"between\"") == 3);
  REQUIRE(count(picture, "<title>cluster 0, layer.0 and cluster 0, layer.1: 0.25</title>") == 1);
  REQUIRE(count(picture, "<title>cluster 3, layer.2 and cluster 3, layer.2: 1</title>") == 1);
  // density 1 of the smallest cell is above the scale, which ends where 98 % of the area are below: 0.5
  REQUIRE(count(picture, ">0.5</text>") == 1);
  REQUIRE(count(page, "drawn as one") == 0);
}

TEST_CASE("many sub-clusters are joined over their layers", "[serial]") {
  const std::string page = report::html_page(test::neurons_model(1, 40, 4), d3);
  const auto cells = elements(figure(page, "block-picture"), "<rect class=\"cell\"");
  REQUIRE(cells.size() == 4);
  REQUIRE(count(page, "the layers of each cluster drawn as one") == 1);
}

TEST_CASE("random graphs are ticks at their n-cuts, beside the line of the network", "[serial]") {
  auto model = test::neurons_model(1, 2, 4);
  auto& null = model.neurons[0].partition[0].partition.null;
  null[1].normalised_cut[3] = std::numeric_limits<double>::quiet_NaN();
  const std::string page = report::html_page(model, d3), chart = figure(page, "nulls");
  REQUIRE(count(chart, "class=\"null\"") == 2);
  REQUIRE(count(chart, "class=\"mean\"") == 2);
  const auto ticks = numbers_after(chart, "class=\"replicate\" d=\"M");
  REQUIRE(ticks.size() == 7);
  const double step = ticks[1] - ticks[0];
  REQUIRE(ticks[3] - ticks[0] == Approx(3 * step).margin(0.2));
  // the n-cut of the network is 1, as is that of the first replicate
  REQUIRE(numbers_after(chart, "class=\"observed\" d=\"M") == std::vector<double>{ticks[0]});
  REQUIRE(count(page, "<strong>strengths</strong>: p = 0.4. Keeps sums of weights.") == 1);
  model.neurons[0].partition[0].partition.null.clear();
  model.neurons[0].partition[0].null_words.clear();
  REQUIRE(count(report::html_page(model, d3), "No random graphs") == 1);
}

TEST_CASE("eigenvalues are dots with the gap marked after the clusters", "[serial]") {
  const std::string chart = figure(report::html_page(test::neurons_model(1, 2, 4), d3), "eigenvalues");
  REQUIRE(count(chart, "<circle") == 5);
  REQUIRE(count(chart, "class=\"gap\"") == 1);
  REQUIRE(count(chart, ">k = 4</text>") == 1);
  auto model = test::neurons_model(1, 2, 1);
  model.neurons[0].partition[0].partition.eigenvalue = {0};
  model.neurons[0].partition[0].partition.residual = {0};
  REQUIRE(count(figure(report::html_page(model, d3), "eigenvalues"), "class=\"gap\"") == 0);
}

TEST_CASE("a page of neurons alone has no heat maps and no scripts", "[serial]") {
  const std::string page = report::html_page(test::neurons_model(2, 3, 4), d3);
  REQUIRE(count(page, "<title>even: neuron clusters</title>") == 1);
  REQUIRE(count(page, "<script") == 0);
  REQUIRE(count(page, "class=\"main-map\"") == 0);
  REQUIRE(count(page, "2 checkpoints, 3 layers, 24 neurons, 4 clusters") == 1);
  REQUIRE(count(page, "<details class=\"neurons\" open>") == 1);
  REQUIRE(count(page, "<summary>Checkpoint step1</summary>") == 1);
  REQUIRE(count(page, "id=\"provenance\"") == 1);
  REQUIRE_THROWS_AS(report::html_page(report::PageModel{}, d3), core::InternalError);
}

TEST_CASE("a page of both has the sections of both", "[serial]") {
  auto model = test::block_model(2, 5, 2);
  model.neurons = test::neurons_model(2, 3, 4).neurons;
  const std::string page = report::html_page(model, d3);
  REQUIRE(count(page, "layer groups and neuron clusters</title>") == 1);
  REQUIRE(count(page, "id=\"neurons\"") == 1);
  REQUIRE(count(page, "id=\"map\"") == 1);
  REQUIRE(count(page, "<script") == 3);
}

TEST_CASE("figures over checkpoints have a dot for every value", "[serial]") {
  auto model = test::neurons_model(3, 2, 4);
  model.neurons[1].partition[0].agreement = 0.5;
  model.neurons[2].partition[0].agreement = 1;
  const std::string page = report::html_page(model, d3);
  REQUIRE(count(page, "class=\"over-checkpoints\"") == 3);
  REQUIRE(count(page, "<title>step2, this network: 1</title>") == 1);
  REQUIRE(count(page, "<title>step0, mean of random graphs: layer: 2.5</title>") == 1);
  REQUIRE(count(page, "<title>step1, strengths: 0.4</title>") == 1);
  REQUIRE(count(page, "clusters of the checkpoint before: ") == 2);
  REQUIRE(count(report::html_page(test::neurons_model(1, 2, 4), d3), "over-checkpoints") == 0);
}

TEST_CASE("of many checkpoints twelve are shown in full, the first and the last among them", "[serial]") {
  const std::string page = report::html_page(test::neurons_model(40, 2, 2), d3);
  REQUIRE(count(page, "<details class=\"neurons\"") == 12);
  REQUIRE(count(page, "<summary>Checkpoint step0</summary>") == 1);
  REQUIRE(count(page, "<summary>Checkpoint step39</summary>") == 1);
  REQUIRE(count(page, "12 of 40 checkpoints are shown in full") == 1);
}

TEST_CASE("of checkpoints with large figures only as many are shown in full as a page can hold", "[serial]") {
  // 4 x 200 x 64 pieces each, of 300,000
  const std::string page = report::html_page(test::neurons_model(8, 200, 64), d3);
  REQUIRE(count(page, "<details class=\"neurons\"") == 5);
  REQUIRE(count(page, "5 of 8 checkpoints are shown in full") == 1);
  REQUIRE(page.find("Checkpoint step7</summary>") < page.find("Checkpoint step0</summary>"));
  REQUIRE(page.size() < 20'000'000);
}

TEST_CASE("hostile names of neurons stay text everywhere", "[serial]") {
  const std::string hostile = "</script><img src=x onerror=alert(1)>\"'&";
  auto model = test::neurons_model(2, 2, 3);
  model.study = hostile;
  for (auto& neurons : model.neurons) {
    neurons.checkpoint += hostile;
    neurons.provenance.emplace_back(hostile, hostile);
    auto& page = neurons.partition[0];
    page.partition.graph = hostile;
    page.partition.layer[0].name = hostile;
    page.partition.note = {hostile};
    page.partition.local = {{0, 0, 0, {}, hostile}};
    page.partition.null[0].name = page.partition.null[0].keeps = hostile;
    page.cluster_layers[0] = page.null_words[0] = page.eigengap = page.starts = hostile;
    page.warning = {hostile};
  }
  const std::string page = report::html_page(model, d3);
  REQUIRE(count(page, "<img") == 0);
  REQUIRE(count(page, "onerror=alert(1)>") == 0);
  REQUIRE(count(page, "</script>") == 0);
}

TEST_CASE("200 layers and 64 clusters make a page of moderate size", "[serial]") {
  const std::string page = report::html_page(test::neurons_model(1, 200, 64), d3);
  // 12800 parts of bars at about 110 bytes each without titles, and a picture of 64 x 64
  REQUIRE(page.size() < 4'000'000);
  REQUIRE(count(figure(page, "cluster-bars"), "class=\"part\"") == 12800);
  REQUIRE(count(figure(page, "cluster-bars"), "<title>layer.1") == 0);
}

TEST_CASE("the numbers of neurons are in the JSON", "[serial]") {
  const auto json = nlohmann::json::parse(report::page_json(test::neurons_model(2, 2, 3)));
  REQUIRE(json["checkpoints"].empty());
  REQUIRE(json["neurons"].size() == 2);
  const auto& partition = json["neurons"][1]["partitions"][0];
  REQUIRE(partition["ncut"] == 0.75);
  REQUIRE(partition["label"][11].is_null());
  REQUIRE(partition["label"][10] == 2);
  REQUIRE(partition["nulls"][0]["ncut"][3] == 4);
  REQUIRE(partition["agreement_with_previous"].is_null());
}

TEST_CASE("parts of neuron clusters that do not fit are refused", "[serial]") {
  const auto refused = [](auto&& change) {
    auto model = test::neurons_model(1, 2, 3);
    change(model.neurons[0].partition[0]);
    REQUIRE_THROWS_AS(report::html_page(model, d3), core::InternalError);
  };
  refused([](auto& page) { page.colour.pop_back(); });
  refused([](auto& page) { page.null_words.clear(); });
  refused([](auto& page) { page.partition.label[0] = 3; });
  refused([](auto& page) { page.partition.label.pop_back(); });
  refused([](auto& page) { page.partition.picture.weight.pop_back(); });
  refused([](auto& page) { page.partition.picture.part[0].layer = 2; });
  refused([](auto& page) { page.partition.eigenvalue.clear(); });
}
