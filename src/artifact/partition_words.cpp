#include "netseam/artifact/partition_words.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace netseam::artifact {
namespace {

constexpr double significant = 0.05;
constexpr double small_gap = 0.05;  // of the next eigenvalue
constexpr double stable = 0.95, unstable = 0.8;
constexpr std::size_t few_neurons = 3;

/// The eigengap as a share of the next eigenvalue; NaN where there is none.
double relative_eigengap(const data::GraphPartition& partition) {
  const std::size_t k = partition.cluster.size();
  if (std::isnan(partition.eigengap) || partition.eigenvalue.size() <= k) return std::nan("");
  const double next = partition.eigenvalue[k];
  return next > 0 ? partition.eigengap / next : 0;
}

std::vector<bool> has_neurons(const data::GraphPartition& partition, std::size_t cluster) {
  std::vector<bool> has(partition.layer.size(), false);
  std::size_t neuron = 0;
  for (std::size_t layer = 0; layer < has.size(); ++layer)
    for (std::size_t unit = 0; unit < partition.layer[layer].units; ++unit, ++neuron)
      if (partition.label[neuron] == static_cast<std::int32_t>(cluster)) has[layer] = true;
  return has;
}

std::string nulls_warning(const data::GraphPartition& partition) {
  std::string below, others;
  for (const auto& null : partition.null) {
    std::string& text = null.p <= significant ? below : others;
    text += fmt::format("{}{} (p = {:.2g})", text.empty() ? "" : ", ", null.name, null.p);
  }
  return fmt::format(
      "The random graphs disagree: fewer edges between clusters than chance by {}, but not by {}. Whether "
      "this network is more clusterable than chance depends on what the random graphs keep of it.",
      below, others);
}

}  // namespace

std::string layers_of_cluster(const data::GraphPartition& partition, std::size_t cluster) {
  const auto has = has_neurons(partition, cluster);
  std::string text;
  for (std::size_t first = 0; first < has.size(); ++first) {
    if (!has[first]) continue;
    std::size_t last = first;
    while (last + 1 < has.size() && has[last + 1]) ++last;
    text += (text.empty() ? "" : ", ") + partition.layer[first].name;
    if (last > first) text += " to " + partition.layer[last].name;
    first = last;
  }
  return text;
}

std::size_t neurons_in_graph(const data::GraphPartition& partition) {
  return partition.label.size() - static_cast<std::size_t>(std::count(
                                      partition.label.begin(), partition.label.end(), data::not_in_graph));
}

bool nulls_disagree(const data::GraphPartition& partition) {
  const auto below = std::count_if(partition.null.begin(), partition.null.end(),
                                   [](const auto& null) { return null.p <= significant; });
  return below > 0 && below < static_cast<std::ptrdiff_t>(partition.null.size());
}

std::string eigengap_text(const data::GraphPartition& partition) {
  if (std::isnan(partition.eigengap)) return "not known";
  const double share = relative_eigengap(partition);
  if (std::isnan(share)) return fmt::format("{:.3g}", partition.eigengap);
  return fmt::format("{:.3g} ({:.0f} % of the next eigenvalue: {})", partition.eigengap, 100 * share,
                     share < small_gap ? "small" : "clear");
}

std::string agreement_text(double start_agreement) {
  if (std::isnan(start_agreement)) return "not known";
  return fmt::format("{:.2f} ({})", start_agreement,
                     start_agreement >= stable     ? "stable"
                     : start_agreement >= unstable ? "mostly stable"
                                                   : "unstable");
}

std::string null_text(const data::GraphPartition& partition, const data::NullCuts& null) {
  const auto clustered = std::count_if(null.normalised_cut.begin(), null.normalised_cut.end(),
                                       [](double value) { return !std::isnan(value); });
  if (clustered == 0)
    return fmt::format("none of {} random graphs could be clustered", null.normalised_cut.size());
  std::string text = fmt::format("p = {:.2g}{}", null.p, null.p <= significant ? "*" : "");
  if (!std::isnan(null.z)) text += fmt::format(", z = {:.1f}", null.z);
  const double change = partition.normalised_cut - null.mean;
  if (std::isnan(null.reduction))
    text += fmt::format(", n-cut {:.3g} against", partition.normalised_cut);
  else
    text +=
        fmt::format(", n-cut {:.1f} % {}", 100 * std::abs(null.reduction), change > 0 ? "above" : "below");
  text += fmt::format(" the mean {:.3g} of {}", null.mean,
                      core::counted(static_cast<std::size_t>(clustered), "random graph"));
  const auto lost = static_cast<std::ptrdiff_t>(null.normalised_cut.size()) - clustered;
  if (lost > 0) text += fmt::format("; {} more could not be clustered", lost);
  return text;
}

std::vector<std::string> partition_warnings(const data::GraphPartition& partition) {
  std::vector<std::string> warnings;
  if (auto warning = order_warning(partition); !warning.empty()) warnings.push_back(std::move(warning));
  if (nulls_disagree(partition)) warnings.push_back(nulls_warning(partition));
  const std::size_t k = partition.cluster.size();
  if (relative_eigengap(partition) < small_gap)
    warnings.push_back(fmt::format(
        "The eigengap after {} eigenvalues is small, {:.2g}: another number of clusters, or a slightly "
        "other network, may give quite other clusters.",
        k, partition.eigengap));
  if (partition.start_agreement < unstable)
    warnings.push_back(
        fmt::format("Starts of k-means find different clusters (mean adjusted Rand index {:.2f} with the "
                    "best start): these clusters are not stable.",
                    partition.start_agreement));
  if (!partition.converged)
    warnings.push_back("The eigenvectors did not converge: allow more products (neurons.eigen-products).");
  if (partition.connected_components > 1)
    warnings.push_back(
        fmt::format("The graph has {} connected components. Each is cut off for nothing, so the n-cut says "
                    "little about how the largest one divides.",
                    partition.connected_components));
  const std::size_t out = partition.label.size() - neurons_in_graph(partition);
  if (out > 0)
    warnings.push_back(fmt::format("Neurons that are not in the graph and have no cluster: {} of {}.", out,
                                   partition.label.size()));
  const auto few = std::count_if(partition.cluster.begin(), partition.cluster.end(),
                                 [](const auto& cluster) { return cluster.neurons < few_neurons; });
  if (few > 0 && k > 1)
    warnings.push_back(fmt::format("Clusters of fewer than {} neurons: {} of {}.", few_neurons, few, k));
  return warnings;
}

}  // namespace netseam::artifact
