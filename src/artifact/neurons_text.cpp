#include "neurons_schema.hpp"
#include "printable_text.hpp"

#include "netseam/artifact/neuron_clusters_summary.hpp"
#include "netseam/artifact/order_words.hpp"
#include "netseam/artifact/partition_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::artifact {
namespace {

std::string entry(const store::Provenance& provenance, const char* name) {
  return printable(provenance.find(name).value_or("unknown"));
}

std::string line(const char* key, const std::string& value) {
  return fmt::format("  {:<12}{}\n", key, value);
}

std::string head_text(const NeuronsFile& file) {
  std::string text = fmt::format("Neuron clusters of {}, checkpoint {}\n", entry(file.provenance, "study"),
                                 entry(file.provenance, "checkpoint"));
  for (const auto& [name, field] : neurons_convention_fields()) {
    std::string key = name;
    std::replace(key.begin(), key.end(), '_', ' ');
    if (!(file.convention.*field).empty())
      text += fmt::format("  {:<16}{}\n", key, printable(file.convention.*field));
  }
  return text;
}

std::string halves_text(const std::vector<double>& half_agreement) {
  std::vector<double> known;
  std::copy_if(half_agreement.begin(), half_agreement.end(), std::back_inserter(known),
               [](double value) { return !std::isnan(value); });
  if (known.empty()) return "";
  const double mean = std::accumulate(known.begin(), known.end(), 0.0) / static_cast<double>(known.size());
  return line("halves", fmt::format("mean adjusted Rand index {:.2f} with the clusters of {} random halves "
                                    "of the samples (least {:.2f})",
                                    mean, known.size(), *std::min_element(known.begin(), known.end())));
}

std::string figures_text(const data::GraphPartition& partition) {
  const std::size_t all = partition.label.size(), in = neurons_in_graph(partition);
  const std::size_t k = partition.cluster.size();
  std::string text = fmt::format("\nGraph of {}: {} neurons in {} layers, {} not in the graph\n",
                                 printable(partition.graph), in, partition.layer.size(), all - in);
  if (partition.order) text += line("order", order_words(*partition.order));
  text += line("clusters", fmt::format("{}; n-cut {:.4g} of at most {}, inside to across {:.3g}", k,
                                       partition.normalised_cut, k, partition.inside_to_across));
  text += line("eigengap", eigengap_text(partition));
  text += line("starts", fmt::format("agreement of the starts of k-means {}",
                                     agreement_text(partition.start_agreement)));
  return text + halves_text(partition.half_agreement);
}

std::string nulls_text(const data::GraphPartition& partition) {
  if (partition.null.empty()) return "  no random graphs to compare the n-cut with\n";
  std::size_t widest = 0;
  for (const auto& null : partition.null) widest = std::max(widest, display_width(printable(null.name)));
  widest = std::min<std::size_t>(widest, 40);
  std::string text = "Random graphs (* p <= 0.05: fewer edges between clusters than chance):\n";
  for (const auto& null : partition.null)
    text += fmt::format("  {}  {}\n  {}  keeps {}\n", fitted(printable(null.name), widest),
                        null_text(partition, null), std::string(widest, ' '), printable(null.keeps));
  return text;
}

std::string clusters_text(const data::GraphPartition& partition) {
  std::string text = "Clusters:\n  cluster  neurons      volume         cut  cut/volume  layers\n";
  for (std::size_t k = 0; k < partition.cluster.size(); ++k) {
    const auto& cluster = partition.cluster[k];
    text +=
        fmt::format("  {:>7}  {:>7}  {:>10.4g}  {:>10.4g}  {:>10.3f}  {}\n", k, cluster.neurons,
                    cluster.volume, cluster.cut, cluster.ratio, printable(layers_of_cluster(partition, k)));
  }
  return text;
}

std::string tried_text(const data::GraphPartition& partition) {
  if (partition.tried.size() < 2) return "";
  std::string text = "Numbers of clusters (* chosen): n-cut, eigengap, agreement of starts\n";
  for (const auto& count : partition.tried)
    text += fmt::format("  {:>7}{} {:>10.4g}  {:>10.3g}  {:>6.2f}\n", count.clusters,
                        count.clusters == partition.cluster.size() ? "*" : " ", count.normalised_cut,
                        count.eigengap, count.agreement);
  return text;
}

std::string locals_text(const data::GraphPartition& partition) {
  if (partition.local.empty()) return "";
  std::string text = "Partitions of single layers:\n";
  for (const auto& local : partition.local)
    text +=
        fmt::format("  {}: {}\n", printable(partition.layer[local.layer].name),
                    local.clusters == 0
                        ? "left out, " + printable(local.note)
                        : fmt::format("{} clusters, n-cut {:.4g}{}{}", local.clusters, local.normalised_cut,
                                      local.note.empty() ? "" : "; ", printable(local.note)));
  return text;
}

std::string partition_text(const data::GraphPartition& partition) {
  std::string text = figures_text(partition) + nulls_text(partition) + clusters_text(partition) +
                     tried_text(partition) + locals_text(partition);
  for (const auto& warning : partition_warnings(partition))
    text += fmt::format("Warning: {}\n", printable(warning));
  for (const auto& note : partition.note) text += fmt::format("Note: {}\n", printable(note));
  return text;
}

std::string comparison_text(const data::NeuronClusters& neurons) {
  std::string text;
  for (const auto& comparison : neurons.comparison)
    text += fmt::format(
        "\n{} and {}: {} neurons in both graphs\n  adjusted Rand index {:.3f}, normalised mutual information "
        "{:.3f} (p = {:.2g} against {} shuffles)\n  n-cut of the activation graph by the clusters of the "
        "weights {:.4g}\n  n-cut of the weight graph by the clusters of the activations {:.4g}\n",
        printable(neurons.partition[0].graph), printable(neurons.partition[1].graph), comparison.neurons,
        comparison.adjusted_rand, comparison.normalised_mutual_information, comparison.p,
        comparison.shuffled_mutual_information.size(), comparison.transfer_to_activations,
        comparison.transfer_to_weights);
  return text;
}

}  // namespace

std::string neurons_summary_text(const NeuronsFile& file) {
  std::string text = head_text(file);
  for (const auto& partition : file.neurons.partition) text += partition_text(partition);
  return text + comparison_text(file.neurons);
}

}  // namespace netseam::artifact
