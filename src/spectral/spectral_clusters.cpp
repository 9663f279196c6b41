#include "netseam/spectral/spectral_clusters.hpp"

#include "cluster_range.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/neuron_network.hpp"
#include "netseam/parallel/agree.hpp"

#include <algorithm>
#include <limits>

namespace netseam::spectral {
namespace {

double mean_agreement(const KMeansClusters& clusters) {
  if (clusters.start.size() < 2) return 1;
  double sum = 0;
  for (std::size_t s = 0; s < clusters.start.size(); ++s)
    if (s != clusters.best_start) sum += clusters.start[s].agreement;
  return sum / static_cast<double>(clusters.start.size() - 1);
}

double gap_after(const LaplacianSpectrum& spectrum, std::size_t clusters) {
  return clusters < spectrum.eigenvalue.size()
             ? spectrum.eigenvalue[clusters] - spectrum.eigenvalue[clusters - 1]
             : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

SpectralClusters cluster_spectrum(const parallel::Communicator& communicator, const ClusteredGraph& graph,
                                  const LaplacianSpectrum& spectrum, std::size_t clusters,
                                  const SpectralOptions& options) {
  SpectralClusters result;
  const auto points =
      parallel::agree(communicator, [&] { return embed(spectrum, graph.degree, clusters, options.scale); });
  KMeansOptions k_means_options = options.k_means;
  k_means_options.clusters = clusters;
  result.k_means = k_means(communicator, {points.data(), spectrum.neuron.size(), clusters}, k_means_options);
  result.label.assign(graph.degree.size(), data::not_in_graph);
  for (std::size_t i = 0; i < spectrum.neuron.size(); ++i)
    result.label[spectrum.neuron[i]] = result.k_means.label[i];
  const auto weights = graph.group_weights(result.label, clusters);
  result.cut = parallel::agree(communicator, [&] {
    if (weights.size() != clusters * clusters)
      throw core::InternalError("there are too few or too many weights between clusters");
    return cluster_cuts({weights.data(), clusters, clusters});
  });
  result.normalised_cut = normalised_cut(result.cut);
  result.eigengap = gap_after(spectrum, clusters);
  result.agreement = mean_agreement(result.k_means);
  return result;
}

ClusterCounts spectral_clusters(const linalg::SlepcSession& session,
                                const parallel::Communicator& communicator, const ClusteredGraph& graph,
                                std::size_t fewest, std::size_t most, const SpectralOptions& options) {
  parallel::agree(communicator,
                  [&] { return check_cluster_range(graph.degree, graph.component, fewest, most); });
  const auto connected =
      static_cast<std::size_t>(std::ranges::count_if(graph.degree, [](double degree) { return degree > 0; }));
  ClusterCounts counts;
  counts.spectrum = laplacian_spectrum(session, communicator, graph.adjacency, graph.degree, graph.component,
                                       std::min(most + 1, connected), options.eigen);
  for (std::size_t k = fewest; k <= most; ++k) {
    counts.clusters.push_back(k);
    counts.result.push_back(cluster_spectrum(communicator, graph, counts.spectrum, k, options));
  }
  return counts;
}

std::size_t count_by_eigengap(const ClusterCounts& counts) {
  std::size_t best = 0;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < counts.result.size(); ++i)
    if (counts.result[i].eigengap > largest) {
      largest = counts.result[i].eigengap;
      best = i;
    }
  return counts.clusters[best];
}

std::size_t count_by_normalised_cut(const ClusterCounts& counts) {
  const auto per_cluster = [&counts](std::size_t i) {
    return counts.result[i].normalised_cut / static_cast<double>(counts.clusters[i] - 1);
  };
  const std::size_t first = counts.clusters.front() == 1 && counts.clusters.size() > 1 ? 1 : 0;
  std::size_t best = first;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = first; i + 1 < counts.clusters.size(); ++i)
    if (const double rise = per_cluster(i + 1) - per_cluster(i); rise > largest) {
      largest = rise;
      best = i;
    }
  return counts.clusters[best];
}

}  // namespace netseam::spectral
