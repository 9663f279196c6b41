#include "made_networks.hpp"
#include "planted_layers.hpp"

#include "netseam/hierarchy/distance_modularity.hpp"
#include "netseam/linkage/agglomerative.hpp"

#include <catch2/catch.hpp>

using namespace netseam;

namespace {

/// By its definition, not rounded.
double modularity(const std::vector<double>& distance, const std::vector<std::size_t>& label) {
  const std::size_t n = label.size();
  double total = 0, q = 0;
  for (const double d : distance) total += d;
  for (std::size_t c = 0; c < n; ++c) {
    double inside = 0, rows = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        if (label[i] != c) continue;
        rows += distance[i * n + j] / total;
        if (label[j] == c) inside += distance[i * n + j] / total;
      }
    q += inside - rows * rows;
  }
  return q;
}

}  // namespace

TEST_CASE("the modularity of all numbers of clusters is that of their definition", "[serial]") {
  for (const auto linkage : {linkage::Linkage::average, linkage::Linkage::complete, linkage::Linkage::single})
    for (std::size_t n = 3; n < 20; ++n) {
      const auto distance = random_distances(n, n);
      const auto merges = linkage::agglomerate({distance.data(), n, n}, linkage);
      const auto found = hierarchy::distance_modularity({distance.data(), n, n}, merges);
      REQUIRE(found.size() == n - 2);
      for (std::size_t k = 2; k < n; ++k)  // rounded to 8 decimals
        REQUIRE(found[k - 2] == Approx(modularity(distance, linkage::cut_tree(merges, k))).margin(5.1e-9));
    }
}

TEST_CASE("two far blocks have modularity -1/2, units that are all alike 0", "[serial]") {
  const auto blocks = planted_distances({0, 0, 0, 1, 1, 1}, 0, 1, 0, 1);
  const auto merges = linkage::agglomerate({blocks.data(), 6, 6}, linkage::Linkage::average);
  REQUIRE(hierarchy::distance_modularity({blocks.data(), 6, 6}, merges).front() == -0.5);
  const std::vector<double> alike(16, 0);
  const auto tree = linkage::agglomerate({alike.data(), 4, 4}, linkage::Linkage::average);
  REQUIRE(hierarchy::distance_modularity({alike.data(), 4, 4}, tree) == std::vector<double>{0, 0});
  const std::vector<double> two{0, 1, 1, 0};
  REQUIRE(hierarchy::distance_modularity({two.data(), 2, 2},
                                         linkage::agglomerate({two.data(), 2, 2}, linkage::Linkage::average))
              .empty());
}
