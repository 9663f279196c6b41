#include "cluster_criteria.hpp"

#include "netseam/hierarchy/distance_modularity.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace netseam::hierarchy {
namespace {

using Labels = std::vector<std::size_t>;
constexpr double infinity = std::numeric_limits<double>::infinity();

double mean_silhouette(core::MatrixView<const double> distance, const Labels& label, std::size_t clusters) {
  const std::size_t n = distance.rows();
  std::vector<double> size(clusters, 0), sum(clusters);
  for (const std::size_t c : label) ++size[c];
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (size[label[i]] == 1) continue;  // its silhouette is 0
    std::ranges::fill(sum, 0.0);
    for (std::size_t j = 0; j < n; ++j) sum[label[j]] += distance(i, j);
    const double own = sum[label[i]] / (size[label[i]] - 1);
    double other = infinity;
    for (std::size_t c = 0; c < clusters; ++c)
      if (c != label[i]) other = std::min(other, sum[c] / size[c]);
    if (std::max(own, other) > 0) total += (other - own) / std::max(own, other);
  }
  return total / static_cast<double>(n);
}

// Features as vectors and the centres of clusters.
struct Centres {
  std::size_t columns;
  std::vector<double> unit;  // n x columns
  std::vector<double> centre, size;

  explicit Centres(const UnitFeatures& features) : columns(features.columns), unit(features.value) {
    if (!unit.empty()) return;
    columns = features.words * 64;
    unit.assign(features.units * columns, 0);
    for (std::size_t u = 0; u < features.units; ++u)
      for (std::size_t c = 0; c < columns; ++c)
        unit[u * columns + c] = static_cast<double>(features.row(u)[c / 64] >> (c % 64) & 1);
  }
  void take(const Labels& label, std::size_t clusters) {
    size.assign(clusters, 0);
    centre.assign(clusters * columns, 0);
    for (std::size_t u = 0; u < label.size(); ++u) {
      ++size[label[u]];
      for (std::size_t c = 0; c < columns; ++c) centre[label[u] * columns + c] += unit[u * columns + c];
    }
    for (std::size_t k = 0; k < clusters; ++k)
      for (std::size_t c = 0; c < columns; ++c) centre[k * columns + c] /= size[k];
  }
  // squared distance of two rows
  double squared(const double* a, const double* b) const {
    double sum = 0;
    for (std::size_t c = 0; c < columns; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
    return sum;
  }
};

double calinski_harabasz(Centres& centres, const Labels& label, std::size_t clusters) {
  const std::size_t n = label.size();
  centres.take(Labels(n, 0), 1);
  const std::vector<double> mean = centres.centre;
  centres.take(label, clusters);
  double within = 0, between = 0;
  for (std::size_t u = 0; u < n; ++u)
    within +=
        centres.squared(&centres.unit[u * centres.columns], &centres.centre[label[u] * centres.columns]);
  for (std::size_t k = 0; k < clusters; ++k)
    between += centres.size[k] * centres.squared(&centres.centre[k * centres.columns], mean.data());
  if (within == 0) return infinity;
  return between / static_cast<double>(clusters - 1) / (within / static_cast<double>(n - clusters));
}

double davies_bouldin(Centres& centres, const Labels& label, std::size_t clusters) {
  centres.take(label, clusters);
  std::vector<double> extent(clusters, 0);
  for (std::size_t u = 0; u < label.size(); ++u)
    extent[label[u]] += std::sqrt(centres.squared(&centres.unit[u * centres.columns],
                                                  &centres.centre[label[u] * centres.columns])) /
                        centres.size[label[u]];
  double total = 0;
  for (std::size_t a = 0; a < clusters; ++a) {
    double worst = 0;
    for (std::size_t b = 0; b < clusters; ++b) {
      if (a == b) continue;
      const double apart = std::sqrt(
          centres.squared(&centres.centre[a * centres.columns], &centres.centre[b * centres.columns]));
      worst = std::max(worst, apart > 0 ? (extent[a] + extent[b]) / apart : infinity);
    }
    total += worst;
  }
  return total / static_cast<double>(clusters);
}

}  // namespace

bool prefers_least(Criterion criterion) {
  return criterion == Criterion::distance_modularity || criterion == Criterion::davies_bouldin;
}

std::vector<double> cluster_criterion(const UnitFeatures& features, core::MatrixView<const double> distance,
                                      std::span<const data::Merge> merges, Criterion criterion) {
  if (criterion == Criterion::distance_modularity) return distance_modularity(distance, merges);
  std::vector<double> result;
  Centres centres(features);
  for (std::size_t k = 2; k < features.units; ++k) {
    const Labels label = linkage::cut_tree(merges, k);
    result.push_back(criterion == Criterion::silhouette          ? mean_silhouette(distance, label, k)
                     : criterion == Criterion::calinski_harabasz ? calinski_harabasz(centres, label, k)
                                                                 : davies_bouldin(centres, label, k));
  }
  return result;
}

}  // namespace netseam::hierarchy
