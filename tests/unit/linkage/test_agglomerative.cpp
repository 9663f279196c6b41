#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linkage/agglomerative.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace netseam;
using linkage::Linkage;
using Labels = std::vector<std::size_t>;

namespace {

// As linkage is defined: the two closest clusters merge, with all distances between their layers looked at.
struct NaiveStep {
  double height;
  Labels label;  // after the merge, in the order of appearance
};

std::vector<NaiveStep> naive_clustering(const std::vector<double>& distance, std::size_t layers,
                                        Linkage linkage) {
  std::vector<Labels> clusters;
  for (std::size_t i = 0; i < layers; ++i) clusters.push_back({i});
  std::vector<NaiveStep> steps;
  while (clusters.size() > 1) {
    std::size_t best_a = 0, best_b = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < clusters.size(); ++a)
      for (std::size_t b = a + 1; b < clusters.size(); ++b) {
        double sum = 0, most = 0, least_of_pair = std::numeric_limits<double>::infinity();
        for (const std::size_t i : clusters[a])
          for (const std::size_t j : clusters[b]) {
            sum += distance[i * layers + j];
            most = std::max(most, distance[i * layers + j]);
            least_of_pair = std::min(least_of_pair, distance[i * layers + j]);
          }
        const double d = linkage == Linkage::complete ? most
                         : linkage == Linkage::single
                             ? least_of_pair
                             : sum / static_cast<double>(clusters[a].size() * clusters[b].size());
        if (d < least) least = d, best_a = a, best_b = b;
      }
    clusters[best_a].insert(clusters[best_a].end(), clusters[best_b].begin(), clusters[best_b].end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(best_b));
    for (Labels& cluster : clusters) std::ranges::sort(cluster);
    std::ranges::sort(clusters);  // by their first layers: the order of appearance
    Labels label(layers);
    for (std::size_t c = 0; c < clusters.size(); ++c)
      for (const std::size_t i : clusters[c]) label[i] = c;
    steps.push_back({least, label});
  }
  return steps;
}

}  // namespace

TEST_CASE("the tree is that of merging the two closest clusters each time", "[serial]") {
  for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::single})
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const std::size_t layers = 2 + seed;
      const auto distance = random_distances(layers, seed);
      const auto merges = linkage::agglomerate({distance.data(), layers, layers}, linkage);
      const auto naive = naive_clustering(distance, layers, linkage);
      REQUIRE(merges.size() == layers - 1);
      for (std::size_t m = 0; m < merges.size(); ++m) {
        // a mean of at most 121 numbers in another order of adding: rounding below 121 * 2^-53 relative
        REQUIRE(merges[m].height == Approx(naive[m].height).epsilon(1e-13));
        REQUIRE(linkage::cut_tree(merges, layers - 1 - m) == naive[m].label);
      }
    }
}

TEST_CASE("merges name clusters by their numbers, with sizes and rising heights", "[serial]") {
  // 0 and 2 at 1, 1 and 3 at 2, the two pairs at 5, 6, 7, 8 (mean 6.5)
  const std::vector<double> distance{0, 5, 1, 6, 5, 0, 7, 2, 1, 7, 0, 8, 6, 2, 8, 0};
  const auto merges = linkage::agglomerate({distance.data(), 4, 4}, Linkage::average);
  REQUIRE(merges.size() == 3);
  REQUIRE((merges[0].first == 0 && merges[0].second == 2 && merges[0].height == 1 && merges[0].size == 2));
  REQUIRE((merges[1].first == 1 && merges[1].second == 3 && merges[1].height == 2 && merges[1].size == 2));
  REQUIRE((merges[2].first == 4 && merges[2].second == 5 && merges[2].height == 6.5 && merges[2].size == 4));
  REQUIRE(linkage::agglomerate({distance.data(), 4, 4}, Linkage::complete)[2].height == 8);
  REQUIRE(linkage::cut_tree(merges, 4) == Labels{0, 1, 2, 3});
  REQUIRE(linkage::cut_tree(merges, 3) == Labels{0, 1, 0, 2});
  REQUIRE(linkage::cut_tree(merges, 2) == Labels{0, 1, 0, 1});
  REQUIRE(linkage::cut_tree(merges, 1) == Labels{0, 0, 0, 0});
}

TEST_CASE("ties and rounding leave a tree with heights that never fall", "[serial]") {
  for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::single})
    for (const std::size_t layers : {1, 2, 3, 10, 33}) {
      for (const double value : {0.0, 0.1}) {
        const auto distance = planted_distances(Labels(layers, 0), value, value, 0, 1);
        const auto merges = linkage::agglomerate({distance.data(), layers, layers}, linkage);
        REQUIRE(merges.size() == layers - 1);
        for (std::size_t m = 0; m < merges.size(); ++m) {
          REQUIRE(merges[m].first < merges[m].second);
          REQUIRE(merges[m].second < layers + m);
          // the mean of equal numbers, weighted: one rounding for each level
          REQUIRE(merges[m].height == Approx(value).epsilon(1e-14));
          if (m > 0) REQUIRE(merges[m].height >= merges[m - 1].height);
        }
        if (layers > 1) REQUIRE(merges.back().size == layers);
        for (std::size_t k = 1; k <= layers; ++k) {
          const auto label = linkage::cut_tree(merges, k);
          REQUIRE(std::ranges::max(label) == k - 1);
        }
      }
    }
}

TEST_CASE("of equally close pairs the one that begins first merges", "[serial]") {
  // a square: the four sides are 1, the diagonals 2
  const std::vector<double> square{0, 1, 2, 1, 1, 0, 1, 2, 2, 1, 0, 1, 1, 2, 1, 0};
  const auto merges = linkage::agglomerate({square.data(), 4, 4}, Linkage::average);
  REQUIRE((merges[0].first == 0 && merges[0].second == 1));
  REQUIRE((merges[1].first == 2 && merges[1].second == 3));
  REQUIRE(merges[2].height == 1.5);
  // 0.1 + 0.2 is a rounding above 0.3, and so no farther
  const double sum = 0.1 + 0.2;
  const std::vector<double> rounded{0, sum, 1, sum, 0, 0.3, 1, 0.3, 0};
  REQUIRE(linkage::agglomerate({rounded.data(), 3, 3}, Linkage::average)[0].first == 0);
}

TEST_CASE("Ward's heights are those of his formula", "[serial]") {
  // points 0, 1, 4, 9 on a line: 0 and 1 at 1; then {0, 1} and 4: sqrt(2 x 2 x 1 / 3) x 3.5; with 9 the root
  // of 2 x 3 x 1 / 4 times its distance from the mean 5/3
  const double point[] = {0, 1, 4, 9};
  std::vector<double> distance;
  for (const double a : point)
    for (const double b : point) distance.push_back(std::abs(a - b));
  const auto merges = linkage::agglomerate({distance.data(), 4, 4}, Linkage::ward);
  REQUIRE(merges[0].height == 1);
  REQUIRE(merges[1].height == Approx(std::sqrt(4.0 / 3) * 3.5).epsilon(1e-14));
  REQUIRE(merges[2].height == Approx(std::sqrt(1.5) * (9 - 5.0 / 3)).epsilon(1e-14));
}

TEST_CASE("matrices that are no distances are refused", "[serial]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::vector<double>& wrong :
       {std::vector<double>{0, 1, 2, 0}, std::vector<double>{1, 1, 1, 0}, std::vector<double>{0, -1, -1, 0},
        std::vector<double>{0, infinity, infinity, 0}, std::vector<double>{0, std::nan(""), std::nan(""), 0}})
    REQUIRE_THROWS_AS(linkage::agglomerate({wrong.data(), 2, 2}, Linkage::average), core::InternalError);
  const std::vector<double> right{0, 1, 1, 0};
  REQUIRE_THROWS_AS(linkage::agglomerate({right.data(), 1, 2}, Linkage::average), core::InternalError);
  REQUIRE_THROWS_AS(linkage::agglomerate({right.data(), 0, 0}, Linkage::average), core::InternalError);
  const auto merges = linkage::agglomerate({right.data(), 2, 2}, Linkage::average);
  REQUIRE_THROWS_AS(linkage::cut_tree(merges, 0), core::InternalError);
  REQUIRE_THROWS_AS(linkage::cut_tree(merges, 3), core::InternalError);
}
