#include "netseam/stats/partition_agreement.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace netseam::stats {
namespace {

struct Contingency {
  std::map<std::size_t, double> first, second;                   // items in each group
  std::map<std::pair<std::size_t, std::size_t>, double> common;  // items in each pair of groups
};

Contingency contingency_of(std::span<const std::size_t> first, std::span<const std::size_t> second) {
  if (first.size() != second.size())
    throw core::InternalError("two partitions of different numbers of items were compared");
  Contingency table;
  for (std::size_t i = 0; i < first.size(); ++i) {
    ++table.first[first[i]];
    ++table.second[second[i]];
    ++table.common[{first[i], second[i]}];
  }
  return table;
}

double pairs_of(double items) { return items * (items - 1) / 2; }

template <class Counts>
double pairs_within(const Counts& counts) {
  double pairs = 0;
  for (const auto& [group, items] : counts) pairs += pairs_of(items);
  return pairs;
}

/// From the pairs of items that are together in the first, the second and both partitions.
double adjusted_index(double items, double in_first, double in_second, double in_both) {
  const double pairs = pairs_of(items);
  const double largest = (in_first + in_second) / 2;
  if (largest == 0 || largest == pairs) return 1;  // both all single items, or both one group
  const double by_chance = in_first * in_second / pairs;
  return (in_both - by_chance) / (largest - by_chance);
}

template <class Counts>
double entropy(const Counts& counts, double items) {
  double sum = 0;
  for (const auto& [group, count] : counts) sum -= count / items * std::log(count / items);
  return sum;
}

}  // namespace

double adjusted_rand_index(std::span<const std::size_t> first, std::span<const std::size_t> second) {
  const Contingency table = contingency_of(first, second);
  return adjusted_index(static_cast<double>(first.size()), pairs_within(table.first),
                        pairs_within(table.second), pairs_within(table.common));
}

double adjusted_rand_index(core::MatrixView<const std::size_t> common) {
  std::vector<double> columns(common.columns(), 0);
  double items = 0, in_first = 0, in_second = 0, in_both = 0;
  for (std::size_t i = 0; i < common.rows(); ++i) {
    double row = 0;
    for (std::size_t j = 0; j < common.columns(); ++j) {
      const auto count = static_cast<double>(common(i, j));
      row += count;
      columns[j] += count;
      in_both += pairs_of(count);
    }
    items += row;
    in_first += pairs_of(row);
  }
  for (const double column : columns) in_second += pairs_of(column);
  return adjusted_index(items, in_first, in_second, in_both);
}

double normalised_mutual_information(std::span<const std::size_t> first,
                                     std::span<const std::size_t> second) {
  const Contingency table = contingency_of(first, second);
  if (table.first.size() <= 1 && table.second.size() <= 1) return 1;
  const auto items = static_cast<double>(first.size());
  double information = 0;
  for (const auto& [groups, count] : table.common)
    information += count / items *
                   std::log(count * items / (table.first.at(groups.first) * table.second.at(groups.second)));
  const double mean = (entropy(table.first, items) + entropy(table.second, items)) / 2;
  return std::max(information, 0.0) / mean;
}

double variation_of_information(std::span<const std::size_t> first, std::span<const std::size_t> second) {
  const Contingency table = contingency_of(first, second);
  double sum = 0;
  for (const auto& [groups, items] : table.common)
    sum += items * (std::log(table.first.at(groups.first) / items) +
                    std::log(table.second.at(groups.second) / items));
  return first.empty() ? 0 : sum / static_cast<double>(first.size());
}

}  // namespace netseam::stats
