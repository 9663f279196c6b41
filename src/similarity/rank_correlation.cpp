#include "rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace netseam::similarity {
namespace {

std::uint64_t pairs_of(std::uint64_t count) { return count * (count - (count > 0 ? 1 : 0)) / 2; }

/// Calls on_tied(places, before) for all places of equal values, from the lowest value up; `before`: places
/// that came before.
template <class OnTied>
void for_each_tied(std::span<const double> values, double tie, const OnTied& on_tied) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    do ++end;
    while (end < order.size() && values[order[end]] - values[order[end - 1]] <= tie);
    on_tied(std::span<const std::size_t>(order).subspan(begin, end - begin), begin);
  }
}

/// Where the places of each rank begin when places are sorted by rank, and one entry for their end.
std::vector<std::uint64_t> first_of_rank(std::span<const std::uint64_t> rank) {
  std::vector<std::uint64_t> begin(rank.empty() ? 1 : std::ranges::max(rank) + 2, 0);
  for (const std::uint64_t value : rank) ++begin[value + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  return begin;
}

/// Pairs of equal values among sorted ones.
std::uint64_t tied_pairs(std::span<const std::uint64_t> sorted) {
  std::uint64_t pairs = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    pairs += pairs_of(end - begin);
  }
  return pairs;
}

/// Sorts; returns the pairs of which the first was above the second.
std::uint64_t sort_inversions(std::vector<std::uint64_t>& values) {
  std::vector<std::uint64_t> merged(values.size());
  std::uint64_t inversions = 0;
  for (std::size_t run = 1; run < values.size(); run *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * run) {
      const std::size_t middle = std::min(begin + run, values.size()),
                        end = std::min(begin + 2 * run, values.size());
      for (std::size_t left = begin, right = middle, to = begin; to < end; ++to) {
        const bool take_right = left == middle || (right < end && values[right] < values[left]);
        if (take_right) inversions += middle - left;
        merged[to] = values[take_right ? right++ : left++];
      }
    }
    std::swap(values, merged);
  }
  return inversions;
}

}  // namespace

std::uint64_t dense_ranks(std::span<const double> values, double tie, std::span<std::uint64_t> rank) {
  std::uint64_t untied = pairs_of(values.size()), current = 0;
  for_each_tied(values, tie, [&](std::span<const std::size_t> places, std::size_t) {
    for (const std::size_t place : places) rank[place] = current;
    untied -= pairs_of(places.size());
    ++current;
  });
  return untied;
}

void replace_by_mean_ranks(std::span<double> values, double tie) {
  const std::vector<double> given(values.begin(), values.end());
  for_each_tied(given, tie, [&](std::span<const std::size_t> places, std::size_t before) {
    const double mean = static_cast<double>(before) + (static_cast<double>(places.size()) + 1) / 2;
    for (const std::size_t place : places) values[place] = mean;
  });
}

double kendall_tau_b(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second,
                     std::uint64_t untied_in_first, std::uint64_t untied_in_second) {
  // the second ranks, by rising first rank, and rising among those of one first rank
  std::vector<std::uint64_t> sequence(first.size());
  std::uint64_t tied_in_both = 0;
  {
    auto next = first_of_rank(first);
    for (std::size_t k = 0; k < first.size(); ++k) sequence[next[first[k]]++] = second[k];
    for (std::size_t rank = 0, begin = 0; begin < sequence.size(); begin = next[rank++]) {
      const auto group = std::span(sequence).subspan(begin, next[rank] - begin);
      std::ranges::sort(group);
      tied_in_both += tied_pairs(group);
    }
  }
  const std::uint64_t discordant = sort_inversions(sequence);
  const std::uint64_t all = pairs_of(first.size());
  const std::uint64_t tied_in_one_at_least =
      (all - untied_in_first) + (all - untied_in_second) - tied_in_both;
  const std::uint64_t concordant = all - tied_in_one_at_least - discordant;
  return (static_cast<double>(concordant) - static_cast<double>(discordant)) /
         std::sqrt(static_cast<double>(untied_in_first) * static_cast<double>(untied_in_second));
}

}  // namespace netseam::similarity
