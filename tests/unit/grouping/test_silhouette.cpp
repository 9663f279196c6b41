#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/silhouette.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace netseam;
using Labels = std::vector<std::size_t>;

namespace {

double mean_to_group(const std::vector<double>& distance, const Labels& label, std::size_t layer,
                     std::size_t group) {
  double sum = 0, count = 0;
  for (std::size_t j = 0; j < label.size(); ++j)
    if (j != layer && label[j] == group) sum += distance[layer * label.size() + j], ++count;
  return count > 0 ? sum / count : -1;  // -1: there is none
}

double naive_silhouette(const std::vector<double>& distance, const Labels& label) {
  double total = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const double a = mean_to_group(distance, label, i, label[i]);
    double b = std::numeric_limits<double>::infinity();
    for (std::size_t group = 0; group <= std::ranges::max(label); ++group)
      if (group != label[i]) b = std::min(b, mean_to_group(distance, label, i, group));
    if (a >= 0) total += a < b ? 1 - a / b : (a > b ? b / a - 1 : 0);  // Rousseeuw's three cases
  }
  return total / static_cast<double>(label.size());
}

}  // namespace

TEST_CASE("the mean silhouette is that of the definition", "[serial]") {
  core::RandomStream random(1, 2, core::Purpose::test);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::size_t layers = 4 + random.below(8), groups = 2 + random.below(3);
    const auto distance = random_distances(layers, seed);
    Labels label(layers);
    for (std::size_t i = 0; i < layers; ++i) label[i] = i < groups ? i : random.below(groups);
    REQUIRE(grouping::mean_silhouette({distance.data(), layers, layers}, label) ==
            Approx(naive_silhouette(distance, label)).margin(1e-13));
  }
  // two pairs: a = 1, b = 4 for each layer
  const auto pairs = planted_distances({0, 0, 1, 1}, 1, 4, 0, 1);
  REQUIRE(grouping::mean_silhouette({pairs.data(), 4, 4}, Labels{0, 0, 1, 1}) == 0.75);
  REQUIRE(grouping::mean_silhouette({pairs.data(), 4, 4}, Labels{0, 0, 1, 2}) == 0.375);
}

TEST_CASE("one group, single layers and equal layers have silhouette 0", "[serial]") {
  const auto distance = random_distances(4, 1);
  const std::vector<double> zero(16, 0);
  REQUIRE(grouping::mean_silhouette({distance.data(), 4, 4}, Labels{0, 0, 0, 0}) == 0);
  REQUIRE(grouping::mean_silhouette({distance.data(), 4, 4}, Labels{0, 1, 2, 3}) == 0);
  REQUIRE(grouping::mean_silhouette({zero.data(), 4, 4}, Labels{0, 0, 1, 1}) == 0);
  REQUIRE_THROWS_AS(grouping::mean_silhouette({zero.data(), 4, 4}, Labels{0, 0, 1}), core::InternalError);
}
