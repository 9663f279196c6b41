#include "netseam/grouping/cluster_layers.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/gap_statistic.hpp"
#include "netseam/grouping/k_medoids.hpp"
#include "netseam/grouping/silhouette.hpp"
#include "netseam/grouping/spectral_clustering.hpp"
#include "netseam/linkage/agglomerative.hpp"
#include "netseam/linkage/check_distances.hpp"

#include <algorithm>

namespace netseam::grouping {
namespace {

struct MethodResult {
  Partitions label;                // for 1 .. most groups
  std::vector<data::Merge> merge;  // of a tree
  std::vector<double> eigengap;    // of an embedding
};

MethodResult run(const linalg::DenseBackend& backend, core::MatrixView<const double> distance,
                 ClusterMethod method, std::size_t most, std::uint64_t seed) {
  MethodResult result;
  if (method == ClusterMethod::average || method == ClusterMethod::complete) {
    result.merge = linkage::agglomerate(
        distance, method == ClusterMethod::average ? linkage::Linkage::average : linkage::Linkage::complete);
    for (std::size_t k = 1; k <= most; ++k) result.label.push_back(linkage::cut_tree(result.merge, k));
  } else if (method == ClusterMethod::k_medoids) {
    for (std::size_t k = 1; k <= most; ++k) result.label.push_back(k_medoids(distance, k).label);
  } else {
    const SpectralEmbedding embedding = spectral_embedding(backend, distance);
    result.eigengap = eigengaps(embedding);
    for (std::size_t k = 1; k <= most; ++k) result.label.push_back(spectral_labels(embedding, k, seed));
  }
  return result;
}

const char* name_of(ClusterMethod method) {
  switch (method) {
    case ClusterMethod::average:
      return "average";
    case ClusterMethod::complete:
      return "complete";
    case ClusterMethod::k_medoids:
      return "k-medoids";
    case ClusterMethod::spectral:
      return "spectral";
  }
  throw core::InternalError("cluster_layers: unknown method");
}

// Numbers of groups are counted from 1; ties go to fewer.
std::size_t largest(const std::vector<double>& criterion, std::size_t from) {
  const auto first = criterion.begin() + static_cast<std::ptrdiff_t>(from - 1);
  return static_cast<std::size_t>(std::max_element(first, criterion.end()) - criterion.begin()) + 1;
}

std::size_t by_silhouette(data::LayerClustering& result, const ClusterOptions& options) {
  result.criterion_name = "silhouette";
  result.criterion = result.silhouette;
  result.criterion[0] = options.least_silhouette;
  return largest(result.criterion, 1);
}

std::size_t by_eigengap(data::LayerClustering& result, const std::vector<double>& eigengap,
                        const ClusterOptions& options) {
  result.criterion_name = "eigengap";
  result.criterion = eigengap;
  result.criterion.resize(result.silhouette.size(), 0);
  if (result.criterion.size() < 2) return 1;
  const std::size_t groups = largest(result.criterion, 2);
  return result.silhouette[groups - 1] > options.least_silhouette ? groups : 1;
}

std::size_t by_gap(data::LayerClustering& result, core::MatrixView<const double> distance,
                   const PartitionRule& rule, const ClusterOptions& options) {
  result.criterion_name = "gap";
  GapStatistic statistic = gap_statistic(distance, rule, {options.references, options.seed});
  result.criterion = std::move(statistic.gap);
  return statistic.groups;
}

}  // namespace

data::LayerClustering cluster_layers(const linalg::DenseBackend& backend,
                                     core::MatrixView<const double> distance, ClusterMethod method,
                                     const ClusterOptions& options) {
  linkage::check_distances(distance, "cluster_layers");
  const std::size_t layers = distance.rows();
  std::size_t most = options.maximum_groups == 0 ? layers : std::min(options.maximum_groups, layers);
  most = std::max(most, std::min(options.groups, layers));
  const auto partitions = [&](core::MatrixView<const double> matrix) {
    return run(backend, matrix, method, most, options.seed);
  };
  MethodResult found = partitions(distance);
  data::LayerClustering result;
  result.method = name_of(method);
  for (const auto& label : found.label) result.silhouette.push_back(mean_silhouette(distance, label));
  std::size_t groups = 1;
  if (options.criterion == ClusterCriterion::gap)
    groups = by_gap(
        result, distance, [&](auto matrix) { return partitions(matrix).label; }, options);
  else if (method == ClusterMethod::spectral && options.criterion == ClusterCriterion::automatic)
    groups = by_eigengap(result, found.eigengap, options);
  else
    groups = by_silhouette(result, options);
  if (options.groups > 0) groups = std::min(options.groups, layers);
  result.label = std::move(found.label[groups - 1]);
  result.merge = std::move(found.merge);
  return result;
}

}  // namespace netseam::grouping
