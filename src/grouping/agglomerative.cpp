#include "netseam/grouping/agglomerative.hpp"

#include "check_distances.hpp"
#include "group_numbers.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::grouping {
namespace {

// Clusters stand for themselves in the row of one of their layers.
struct Clusters {
  std::size_t layers;
  std::vector<double> distance;   // L x L
  std::vector<std::size_t> size;  // 0 = became a part of another

  explicit Clusters(core::MatrixView<const double> matrix) : layers(matrix.rows()), size(matrix.rows(), 1) {
    distance.reserve(layers * layers);
    for (std::size_t i = 0; i < layers; ++i) {
      const auto row = matrix.row(i);
      distance.insert(distance.end(), row.begin(), row.end());
    }
  }
  double& between(std::size_t i, std::size_t j) { return distance[i * layers + j]; }
};

// Ties go to `preferred`, which ends chains, and then to the first.
std::size_t nearest(Clusters& clusters, std::size_t of, std::size_t preferred) {
  std::size_t best = preferred;
  for (std::size_t i = 0; i < clusters.layers; ++i) {
    if (i == of || clusters.size[i] == 0) continue;
    if (best == of || clusters.between(of, i) < clusters.between(of, best)) best = i;
  }
  return best;
}

// `gone` becomes a part of `kept`.
void merge(Clusters& clusters, std::size_t gone, std::size_t kept, Linkage linkage) {
  const auto a = static_cast<double>(clusters.size[gone]), b = static_cast<double>(clusters.size[kept]);
  for (std::size_t i = 0; i < clusters.layers; ++i) {
    if (i == gone || i == kept || clusters.size[i] == 0) continue;
    const double x = clusters.between(gone, i), y = clusters.between(kept, i);
    clusters.between(kept, i) = clusters.between(i, kept) =
        linkage == Linkage::average ? (a * x + b * y) / (a + b) : std::max(x, y);
  }
  clusters.size[kept] += clusters.size[gone];
  clusters.size[gone] = 0;
}

struct Link {
  std::size_t first, second;  // one layer of each cluster
  double height;
};

std::vector<Link> chain(Clusters& clusters, Linkage linkage) {
  std::vector<Link> links;
  std::vector<std::size_t> path;
  while (links.size() + 1 < clusters.layers) {
    if (path.empty())
      path.push_back(static_cast<std::size_t>(
          std::ranges::find_if(clusters.size, [](std::size_t size) { return size > 0; }) -
          clusters.size.begin()));
    const std::size_t last = path.back(), before = path.size() > 1 ? path[path.size() - 2] : last;
    const std::size_t next = nearest(clusters, last, before);
    if (next != before || path.size() == 1) {
      path.push_back(next);
      continue;
    }
    links.push_back({std::min(last, next), std::max(last, next), clusters.between(last, next)});
    merge(clusters, std::min(last, next), std::max(last, next), linkage);
    path.resize(path.size() - 2);
  }
  return links;
}

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

}  // namespace

std::vector<data::Merge> agglomerate(core::MatrixView<const double> distance, Linkage linkage) {
  check_distances(distance, "agglomerate");
  Clusters clusters(distance);
  std::vector<Link> links = chain(clusters, linkage);
  std::ranges::stable_sort(links, {}, &Link::height);
  // numbers by the order of heights; a layer stands for its cluster, so rounding cannot put a part after the
  // whole
  std::vector<std::size_t> parent(distance.rows() + links.size()), size(parent.size(), 1);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  std::vector<data::Merge> merges;
  for (const Link& link : links) {
    const std::size_t a = root_of(parent, link.first), b = root_of(parent, link.second);
    const std::size_t whole = distance.rows() + merges.size();
    parent[a] = parent[b] = whole;
    size[whole] = size[a] + size[b];
    merges.push_back({std::min(a, b), std::max(a, b), link.height, size[whole]});
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
  return numbered_by_appearance(label);
}

}  // namespace netseam::grouping
