#include "netseam/linkage/agglomerative.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linkage/check_distances.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::linkage {
namespace {

// Means of the same distances in another order of adding are the same.
bool nearer(double a, double b) {
  constexpr double rounding = 1e-12;
  return a < b * (1 - rounding);
}

// A cluster stands in the row of its first layer.
struct Clusters {
  std::size_t layers;
  std::vector<double> distance;   // L x L
  std::vector<std::size_t> size;  // 0 = became a part of another
  std::vector<std::size_t>
      next;  // the nearest of the clusters behind each, the first of equal ones; itself if none

  explicit Clusters(core::MatrixView<const double> matrix)
      : layers(matrix.rows()), size(matrix.rows(), 1), next(matrix.rows()) {
    distance.reserve(layers * layers);
    for (std::size_t i = 0; i < layers; ++i) {
      const auto row = matrix.row(i);
      distance.insert(distance.end(), row.begin(), row.end());
    }
    for (std::size_t i = 0; i < layers; ++i) find_next(i);
  }
  double& between(std::size_t i, std::size_t j) { return distance[i * layers + j]; }

  void find_next(std::size_t i) {
    next[i] = i;
    for (std::size_t j = i + 1; j < layers; ++j)
      if (size[j] > 0 && (next[i] == i || nearer(between(i, j), between(i, next[i])))) next[i] = j;
  }
  // The first of the two closest clusters; the other is its next.
  std::size_t closest() {
    std::size_t best = layers;
    for (std::size_t i = 0; i < layers; ++i)
      if (size[i] > 0 && next[i] != i &&
          (best == layers || nearer(between(i, next[i]), between(best, next[best]))))
        best = i;
    return best;
  }
};

// Distance of a cluster of `size` from one made of two, of a and b members, that are x and y away from it and
// d from each other.
double updated(Linkage linkage, double a, double b, double size, double x, double y, double d) {
  switch (linkage) {
    case Linkage::average:
      return (a * x + b * y) / (a + b);
    case Linkage::complete:
      return std::max(x, y);
    case Linkage::single:
      return std::min(x, y);
    case Linkage::ward:
      break;
  }
  const double all = a + b + size;
  return std::sqrt(std::max(0.0, ((a + size) * x * x + (b + size) * y * y - size * d * d) / all));
}

// `gone` becomes a part of `kept`, which stands before it.
void merge(Clusters& clusters, std::size_t gone, std::size_t kept, Linkage linkage) {
  const auto a = static_cast<double>(clusters.size[gone]), b = static_cast<double>(clusters.size[kept]);
  const double d = clusters.between(gone, kept);
  for (std::size_t i = 0; i < clusters.layers; ++i) {
    if (i == gone || i == kept || clusters.size[i] == 0) continue;
    const double x = clusters.between(gone, i), y = clusters.between(kept, i);
    clusters.between(kept, i) = clusters.between(i, kept) =
        updated(linkage, a, b, static_cast<double>(clusters.size[i]), x, y, d);
  }
  clusters.size[kept] += clusters.size[gone];
  clusters.size[gone] = 0;
  clusters.find_next(kept);
  for (std::size_t i = 0; i < gone; ++i) {
    if (i == kept || clusters.size[i] == 0) continue;
    std::size_t& next = clusters.next[i];
    // no merge brings clusters nearer than the nearer of the two was, but it may make them as near as others
    if (next == gone || next == kept)
      clusters.find_next(i);
    else if (i < kept && kept < next && !nearer(clusters.between(i, next), clusters.between(i, kept)))
      next = kept;
  }
}

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

}  // namespace

std::vector<data::Merge> agglomerate(core::MatrixView<const double> distance, Linkage linkage) {
  check_distances(distance, "agglomerate");
  Clusters clusters(distance);
  std::vector<std::size_t> number(distance.rows());  // of the cluster in each row
  std::iota(number.begin(), number.end(), std::size_t{0});
  std::vector<data::Merge> merges;
  while (merges.size() + 1 < distance.rows()) {
    const std::size_t kept = clusters.closest(), gone = clusters.next[kept];
    // what ties may be a rounding lower than what came before
    const double height = std::max(clusters.between(kept, gone), merges.empty() ? 0.0 : merges.back().height);
    merge(clusters, gone, kept, linkage);
    const auto [first, second] = std::minmax(number[kept], number[gone]);
    merges.push_back({first, second, height, clusters.size[kept]});
    number[kept] = distance.rows() + merges.size() - 1;
  }
  return merges;
}

std::vector<std::size_t> cut_tree(std::span<const data::Merge> merges, std::size_t groups) {
  const std::size_t layers = merges.size() + 1;
  if (groups == 0 || groups > layers)
    throw core::InternalError("cut_tree: a tree of layers cannot be cut into so many groups");
  std::vector<std::size_t> parent(layers + merges.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  for (std::size_t m = 0; m < layers - groups; ++m)
    parent[merges[m].first] = parent[merges[m].second] = layers + m;
  std::vector<std::size_t> label(layers);
  for (std::size_t i = 0; i < layers; ++i) label[i] = root_of(parent, i);
  return stats::numbered_by_appearance(label);
}

}  // namespace netseam::linkage
