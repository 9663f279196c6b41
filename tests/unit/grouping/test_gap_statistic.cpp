#include "planted_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/gap_statistic.hpp"
#include "netseam/linkage/agglomerative.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Labels = std::vector<std::size_t>;

namespace {

grouping::Partitions by_average_linkage(core::MatrixView<const double> distance) {
  const auto merges = linkage::agglomerate(distance, linkage::Linkage::average);
  grouping::Partitions partitions;
  for (std::size_t k = 1; k <= distance.rows(); ++k) partitions.push_back(linkage::cut_tree(merges, k));
  return partitions;
}

grouping::GapStatistic gap_of(const std::vector<double>& distance, std::size_t layers) {
  return grouping::gap_statistic({distance.data(), layers, layers}, by_average_linkage, {});
}

}  // namespace

TEST_CASE("the gap of a fixed partition is that of all orders of the distances", "[serial]") {
  // Three layers in groups {0,1}, {2}: W = d01^2 / 2, and in a reference any of the three distances stands
  // there. With distances 1, e, e^2 the mean of log W* - log W is the mean of 0, 2, 4, its deviation
  // sqrt(8/3); the mean of 3,000 references is within 5 deviations of its mean.
  const double e = std::exp(1);
  const std::vector<double> distance{0, 1, e, 1, 0, e * e, e, e * e, 0};
  const auto rule = [](core::MatrixView<const double>) { return grouping::Partitions{{0, 0, 0}, {0, 0, 1}}; };
  const auto result = grouping::gap_statistic({distance.data(), 3, 3}, rule, {.references = 3000});
  const double deviation = std::sqrt(8.0 / 3);
  REQUIRE(result.gap[0] == Approx(0).margin(1e-13));  // the same sum in another order
  REQUIRE(result.gap[1] == Approx(2).margin(5 * deviation / std::sqrt(3000)));
  // the deviation of a variable on three values: relative error of its estimate below 1/sqrt(3000), times 5
  REQUIRE(result.standard_error[1] == Approx(deviation * std::sqrt(1 + 1.0 / 3000)).epsilon(0.1));
  REQUIRE(result.groups == 2);
}

TEST_CASE("the gap statistic finds planted groups", "[serial]") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    REQUIRE(
        gap_of(planted_distances({0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2}, 0.04, 0.1, 0.05, seed), 15)
            .groups == 3);
    REQUIRE(gap_of(planted_distances({0, 0, 0, 0, 1, 1, 1, 1, 1}, 0.04, 0.1, 0.05, seed), 9).groups == 2);
  }
}

TEST_CASE("equal distances are one group for the gap statistic", "[serial]") {
  for (const double value : {0.0, 0.1}) {
    const auto result = gap_of(planted_distances(Labels(8, 0), value, value, 0, 1), 8);
    REQUIRE(result.groups == 1);
    for (const double gap : result.gap) REQUIRE(gap == Approx(0).margin(1e-13));
  }
  const auto distance = random_distances(3, 1);
  REQUIRE_THROWS_AS(grouping::gap_statistic({distance.data(), 3, 3}, by_average_linkage, {.references = 0}),
                    core::InternalError);
  const auto wrong = [](core::MatrixView<const double>) { return grouping::Partitions{{0, 0}}; };
  REQUIRE_THROWS_AS(grouping::gap_statistic({distance.data(), 3, 3}, wrong, {}), core::InternalError);
}
