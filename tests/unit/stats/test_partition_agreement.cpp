#include "netseam/core/error.hpp"
#include "netseam/stats/partition_agreement.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace netseam;
using Labels = std::vector<std::size_t>;

namespace {

// All partitions of `items` items: label sequences where a new label is one more than the largest so far.
std::vector<Labels> all_partitions(std::size_t items) {
  std::vector<Labels> partitions{{}};
  for (std::size_t i = 0; i < items; ++i) {
    std::vector<Labels> longer;
    for (const Labels& labels : partitions) {
      const std::size_t most = labels.empty() ? 0 : *std::ranges::max_element(labels) + 1;
      for (std::size_t label = 0; label <= most; ++label) {
        longer.push_back(labels);
        longer.back().push_back(label);
      }
    }
    partitions = longer;
  }
  return partitions;
}

double pairs_together_in_both(const Labels& first, const Labels& second) {
  double pairs = 0;
  for (std::size_t i = 0; i < first.size(); ++i)
    for (std::size_t j = i + 1; j < first.size(); ++j)
      if (first[i] == first[j] && second[i] == second[j]) ++pairs;
  return pairs;
}

// The mean of `pairs_together_in_both` over all orders of the items of `second`: what chance gives.
double expected_by_chance(const Labels& first, const Labels& second) {
  Labels order{};
  for (std::size_t i = 0; i < first.size(); ++i) order.push_back(i);
  double sum = 0, orders = 0;
  do {
    Labels shuffled;
    for (const std::size_t i : order) shuffled.push_back(second[i]);
    sum += pairs_together_in_both(first, shuffled);
    ++orders;
  } while (std::ranges::next_permutation(order).found);
  return sum / orders;
}

double entropy(const std::vector<std::pair<std::size_t, std::size_t>>& labels) {
  double sum = 0;
  for (const auto& label : std::set(labels.begin(), labels.end())) {
    const double share =
        static_cast<double>(std::ranges::count(labels, label)) / static_cast<double>(labels.size());
    sum -= share * std::log(share);
  }
  return sum;
}

// 2 H(first, second) - H(first) - H(second)
double naive_variation(const Labels& first, const Labels& second) {
  std::vector<std::pair<std::size_t, std::size_t>> a, b, both;
  for (std::size_t i = 0; i < first.size(); ++i) {
    a.emplace_back(first[i], 0);
    b.emplace_back(0, second[i]);
    both.emplace_back(first[i], second[i]);
  }
  return 2 * entropy(both) - entropy(a) - entropy(b);
}

}  // namespace

TEST_CASE("the adjusted Rand index is the excess of common pairs over chance", "[serial]") {
  // chance by all orders of the items
  const auto partitions = all_partitions(5);
  REQUIRE(partitions.size() == 52);  // Bell number
  for (const Labels& first : partitions)
    for (const Labels& second : partitions) {
      const double chance = expected_by_chance(first, second);
      const double largest =
          (pairs_together_in_both(first, first) + pairs_together_in_both(second, second)) / 2;
      const double index = stats::adjusted_rand_index(first, second);
      if (largest == chance)
        REQUIRE((first == second && index == 1));
      else  // a quotient of sums of at most 120 small numbers: rounding below 1e-13
        REQUIRE(index ==
                Approx((pairs_together_in_both(first, second) - chance) / (largest - chance)).margin(1e-12));
      REQUIRE((index == 1) == (first == second));
    }
}

TEST_CASE("the variation of information is a metric, and that of the entropies", "[serial]") {
  const auto partitions = all_partitions(5);
  for (const Labels& first : partitions)
    for (const Labels& second : partitions) {
      const double variation = stats::variation_of_information(first, second);
      REQUIRE(variation == Approx(naive_variation(first, second)).margin(1e-13));
      REQUIRE((variation == 0) == (first == second));
      REQUIRE(variation == Approx(stats::variation_of_information(second, first)).margin(1e-15));
      REQUIRE(variation <= std::log(5) + 1e-14);
      for (const Labels& third : {partitions[0], partitions[17], partitions[51]})
        REQUIRE(variation <= stats::variation_of_information(first, third) +
                                 stats::variation_of_information(third, second) + 1e-14);
    }
}

TEST_CASE("labels are names only", "[serial]") {
  const Labels plain{0, 0, 1, 1, 2}, renamed{9, 9, 4, 4, 1000000000000};
  REQUIRE(stats::adjusted_rand_index(plain, renamed) == 1);
  REQUIRE(stats::variation_of_information(plain, renamed) == 0);
  REQUIRE(stats::adjusted_rand_index({}, {}) == 1);
  REQUIRE(stats::variation_of_information({}, {}) == 0);
  REQUIRE(stats::adjusted_rand_index(Labels{3}, Labels{5}) == 1);
  REQUIRE(stats::adjusted_rand_index(Labels{0, 0, 0}, Labels{0, 1, 1}) == 0);
  REQUIRE_THROWS_AS(stats::adjusted_rand_index(plain, Labels{0}), core::InternalError);
  REQUIRE_THROWS_AS(stats::variation_of_information(plain, Labels{0}), core::InternalError);
}

TEST_CASE("the adjusted Rand index of a table of common items is that of the labels", "[serial]") {
  const auto partitions = all_partitions(5);
  for (const Labels& first : partitions)
    for (const Labels& second : partitions) {
      std::vector<std::size_t> common(36, 0);  // the last row and column stay empty
      for (std::size_t i = 0; i < 5; ++i) ++common[first[i] * 6 + second[i]];
      REQUIRE(stats::adjusted_rand_index({common.data(), 6, 6}) == stats::adjusted_rand_index(first, second));
    }
}

TEST_CASE("the normalised mutual information is that of the entropies", "[serial]") {
  const auto partitions = all_partitions(5);
  for (const Labels& first : partitions)
    for (const Labels& second : partitions) {
      std::vector<std::pair<std::size_t, std::size_t>> a, b;
      for (std::size_t i = 0; i < 5; ++i) {
        a.emplace_back(first[i], 0);
        b.emplace_back(second[i], 0);
      }
      const double mean = (entropy(a) + entropy(b)) / 2;
      const double information = mean - naive_variation(first, second) / 2;
      const double normalised = stats::normalised_mutual_information(first, second);
      REQUIRE(normalised == Approx(mean > 0 ? information / mean : 1).margin(1e-13));
      REQUIRE(((normalised > 1 - 1e-13) == (first == second)));
      REQUIRE(normalised >= 0);
    }
  REQUIRE(stats::normalised_mutual_information({}, {}) == 1);
  REQUIRE_THROWS_AS(stats::normalised_mutual_information(Labels{1}, Labels{}), core::InternalError);
}
