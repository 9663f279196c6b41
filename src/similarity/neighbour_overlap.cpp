#include "centred_points.hpp"
#include "measure_families.hpp"
#include "prepared_memory.hpp"

#include "netseam/core/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <numeric>

namespace netseam::similarity {
namespace {

std::size_t bytes_of(std::size_t n, std::size_t, const MeasureOptions& options) {
  return head_bytes + n * options.neighbours * sizeof(std::int32_t);
}
std::size_t scratch(std::size_t points, std::size_t width, const MeasureOptions& options) {
  return gram_scratch_bytes(points, width) + sizeof(std::int32_t) * (points + 2 * options.neighbours);
}

/// The nearest samples of every sample, without itself; nearest first, ties to the smaller number.
void fill_neighbours(core::MatrixView<const float> points, const MeasureContext& context,
                     std::span<std::int32_t> neighbours) {
  const std::size_t n = points.rows(), k = context.options.neighbours;
  const auto square = squared_distances(context.backend, points);
  std::vector<std::int32_t> order(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double* distance = square.data() + i * n;
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[i], order.back());
    const auto nearer = [&](std::int32_t a, std::int32_t b) {
      return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
    };
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(k);
    std::partial_sort(order.begin(), end, order.end() - 1, nearer);
    std::copy(order.begin(), end, neighbours.begin() + static_cast<std::ptrdiff_t>(i * k));
  }
}

void prepare_sets(core::MatrixView<const float> points, const MeasureContext& context,
                  std::span<std::byte> prepared) {
  const std::size_t k = context.options.neighbours;
  const auto neighbours = array<std::int32_t>(prepared, points.rows() * k);
  fill_neighbours(points, context, neighbours);
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const auto set = neighbours.subspan(i * k, k);
    std::sort(set.begin(), set.end());
  }
}

void prepare_lists(core::MatrixView<const float> points, const MeasureContext& context,
                   std::span<std::byte> prepared) {
  fill_neighbours(points, context, array<std::int32_t>(prepared, points.rows() * context.options.neighbours));
}

Comparison compare_sets(const PreparedLayer& first, const PreparedLayer& second,
                        const MeasureContext& context) {
  const std::size_t n = first.points, k = context.options.neighbours;
  const auto a = array<std::int32_t>(first.bytes, n * k), b = array<std::int32_t>(second.bytes, n * k);
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t common = 0;
    for (std::size_t u = i * k, v = i * k; u < (i + 1) * k && v < (i + 1) * k;) {
      if (a[u] == b[v]) ++common;
      a[u] <= b[v] ? (a[u] == b[v] ? (++u, ++v) : ++u) : ++v;
    }
    total += static_cast<double>(common) / static_cast<double>(2 * k - common);
  }
  return {total / static_cast<double>(n), Finding::none};
}

/// Of one sample: a common neighbour at ranks r and s counts 2 / ((1 + |r - s|)(r + s)), and the sum is
/// divided by its largest value for so many common neighbours. Source: Klabunde et al. 2023, rank similarity.
double rank_similarity(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  double total = 0, largest = 0, common = 0;
  for (std::size_t r = 0; r < a.size(); ++r) {
    const auto place = std::find(b.begin(), b.end(), a[r]);
    if (place == b.end()) continue;
    const double rank = static_cast<double>(r + 1), other = static_cast<double>(place - b.begin() + 1);
    total += 2 / ((1 + std::abs(rank - other)) * (rank + other));
    largest += 1 / ++common;
  }
  return common > 0 ? total / largest : 0;
}

Comparison compare_lists(const PreparedLayer& first, const PreparedLayer& second,
                         const MeasureContext& context) {
  const std::size_t n = first.points, k = context.options.neighbours;
  const auto a = array<std::int32_t>(first.bytes, n * k), b = array<std::int32_t>(second.bytes, n * k);
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += rank_similarity(a.subspan(i * k, k), b.subspan(i * k, k));
  return {total / static_cast<double>(n), Finding::none};
}

}  // namespace

std::vector<Measure> neighbour_measures() {
  constexpr std::string_view source = "Klabunde et al. 2023, arXiv:2305.06329, measures by neighbours";
  Measure row{};
  row.unit = "none";
  row.kind = data::MeasureKind::similarity;
  row.invariances = permutation | orthogonal | isotropic_scaling | translation;
  row.least_samples = [](const MeasureOptions& options) { return options.neighbours + 2; };
  row.settings = [](const MeasureOptions& options) { return core::counted(options.neighbours, "neighbour"); };
  row.prepared_bytes = bytes_of;
  row.scratch_bytes = scratch;
  row.distance_of_value = [](double value) { return 1 - value; };
  Measure jaccard = row, rank = row;
  jaccard.name = "neighbour-jaccard";
  jaccard.title = "Jaccard index of nearest neighbours";
  jaccard.cost = "n^2 (d + log k) of a layer; n k of a pair, k = neighbours";
  jaccard.source = source;
  jaccard.prepare = prepare_sets;
  jaccard.compare = compare_sets;
  rank.name = "neighbour-rank";
  rank.title = "rank similarity of nearest neighbours";
  rank.cost = "n^2 (d + log k) of a layer; n k^2 of a pair, k = neighbours";
  rank.source = source;
  rank.prepare = prepare_lists;
  rank.compare = compare_lists;
  return {jaccard, rank};
}

}  // namespace netseam::similarity
