#include "partition_fault.hpp"

#include "neurons_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <vector>

namespace netseam::artifact {
namespace {

using Fault = std::optional<PartitionFault>;
using data::GraphPartition;

// sums of many rounded numbers may leave a range by about their rounding
constexpr double rounding = 1e-9;

std::optional<std::size_t> neurons_of(const std::vector<data::NeuronLayer>& layers) {
  std::size_t sum = 0;
  for (const auto& layer : layers)
    if (__builtin_add_overflow(sum, layer.units, &sum)) return std::nullopt;
  return sum;
}

Fault out_of_range(const std::string& dataset, std::span<const double> values, double least, double most,
                   const char* expected, bool may_be_nan) {
  for (std::size_t place = 0; place < values.size(); ++place) {
    if (std::isnan(values[place]) && may_be_nan) continue;
    if (!(values[place] >= least && values[place] <= most) || std::isinf(values[place]))
      return PartitionFault{dataset, fmt::format("{} at place {}", values[place], place), expected};
  }
  return std::nullopt;
}

Fault wrong_label(const std::string& dataset, std::span<const std::int32_t> label, std::size_t clusters) {
  for (std::size_t place = 0; place < label.size(); ++place)
    if (label[place] < data::not_in_graph || label[place] >= static_cast<std::int64_t>(clusters))
      return PartitionFault{dataset, fmt::format("the cluster {} at place {}", label[place], place),
                            clusters == 0 ? std::string("-1") : fmt::format("-1 to {}", clusters - 1)};
  return std::nullopt;
}

Fault fault_of_labels(const GraphPartition& partition) {
  if (partition.layer.empty()) return PartitionFault{"layers/name", "no layers", "at least one"};
  if (neurons_of(partition.layer) != partition.label.size())
    return PartitionFault{"layers/units", "other sums", fmt::format("{} in all", partition.label.size())};
  if (partition.cluster.empty()) return PartitionFault{"cluster/neurons", "no clusters", "at least one"};
  return wrong_label("partition/label", partition.label, partition.cluster.size());
}

Fault fault_of_clusters(const GraphPartition& partition) {
  std::vector<std::size_t> neurons(partition.cluster.size(), 0);
  for (const auto label : partition.label)
    if (label != data::not_in_graph) ++neurons[static_cast<std::size_t>(label)];
  for (std::size_t k = 0; k < neurons.size(); ++k) {
    const auto& cluster = partition.cluster[k];
    if (cluster.neurons != neurons[k])
      return PartitionFault{"cluster/neurons", fmt::format("{} for cluster {}", cluster.neurons, k),
                            fmt::format("{}, as the labels have it", neurons[k])};
    for (const auto& [name, value, most] : {std::tuple{"cluster/volume", cluster.volume, HUGE_VAL},
                                            {"cluster/cut", cluster.cut, HUGE_VAL},
                                            {"cluster/ratio", cluster.ratio, 1 + rounding}})
      if (!(value >= 0 && value <= most) || std::isinf(value))
        return PartitionFault{name, fmt::format("{} for cluster {}", value, k),
                              most > 2 ? "a number from 0" : "0 to 1"};
  }
  const auto clusters = static_cast<double>(partition.cluster.size());
  return out_of_range("ncut", std::span(&partition.normalised_cut, 1), 0, clusters * (1 + rounding),
                      "0 to the number of clusters", false);
}

Fault fault_of_eigenvalues(const GraphPartition& partition) {
  if (partition.eigenvalue.size() < partition.cluster.size())
    return PartitionFault{"eigen/value", fmt::format("{} numbers", partition.eigenvalue.size()),
                          fmt::format("at least {}, one for each cluster", partition.cluster.size())};
  if (partition.residual.size() != partition.eigenvalue.size())
    return PartitionFault{"eigen/residual", fmt::format("{} numbers", partition.residual.size()),
                          fmt::format("{}", partition.eigenvalue.size())};
  constexpr double beyond = 1e-6;  // of the range of eigenvalues that have not converged
  if (auto fault = out_of_range("eigen/value", partition.eigenvalue, -beyond, 2 + beyond, "0 to 2", false))
    return fault;
  if (!std::is_sorted(partition.eigenvalue.begin(), partition.eigenvalue.end()))
    return PartitionFault{"eigen/value", "numbers out of order", "ascending numbers"};
  return out_of_range("eigen/residual", partition.residual, 0, HUGE_VAL, "numbers from 0", false);
}

Fault fault_of_nulls(const GraphPartition& partition) {
  std::set<std::string> names;
  for (const auto& null : partition.null) {
    const std::string at = "null/" + null.name;
    if (null.name.empty() || null.name.find('/') != std::string::npos || null.name == "names" ||
        !names.insert(null.name).second)
      return PartitionFault{"null/names", fmt::format("the name '{}'", null.name), "names, each once"};
    if (auto fault = out_of_range(at + "/ncut", null.normalised_cut, 0, HUGE_VAL,
                                  "numbers from 0, or NaN where there is none", true))
      return fault;
    if (!(null.p > 0 && null.p <= 1))
      return PartitionFault{at + "/p", fmt::format("{}", null.p), "more than 0, at most 1"};
    for (const auto& field : null_fields)
      if (std::isinf(null.*field.number))
        return PartitionFault{at + "/" + field.name, "infinity", "a finite number or NaN"};
  }
  return std::nullopt;
}

Fault fault_of_counts(const GraphPartition& partition) {
  std::size_t last = 0;
  for (const auto& count : partition.tried) {
    if (count.clusters <= last)
      return PartitionFault{"counts/clusters", fmt::format("{} after {}", count.clusters, last),
                            "ascending numbers from 1"};
    last = count.clusters;
    for (const auto& [name, value] : {std::pair{"counts/ncut", count.normalised_cut},
                                      {"counts/eigengap", count.eigengap},
                                      {"counts/agreement", count.agreement}})
      if (std::isinf(value)) return PartitionFault{name, "infinity", "finite numbers or NaN"};
  }
  return out_of_range("half_agreement", partition.half_agreement, -1, 1 + rounding, "-1 to 1, or NaN", true);
}

Fault fault_of_picture(const GraphPartition& partition) {
  const auto& part = partition.picture.part;
  const auto& weight = partition.picture.weight;
  for (std::size_t q = 0; q < part.size(); ++q) {
    if (part[q].layer >= partition.layer.size())
      return PartitionFault{"picture/layer", fmt::format("{} at place {}", part[q].layer, q),
                            fmt::format("0 to {}", partition.layer.size() - 1)};
    if (part[q].cluster < 0 || part[q].cluster >= static_cast<std::int64_t>(partition.cluster.size()))
      return PartitionFault{"picture/cluster", fmt::format("{} at place {}", part[q].cluster, q),
                            fmt::format("0 to {}", partition.cluster.size() - 1)};
    if (part[q].neurons == 0 || part[q].neurons > partition.layer[part[q].layer].units)
      return PartitionFault{"picture/neurons", fmt::format("{} at place {}", part[q].neurons, q),
                            "at least one, at most those of the layer"};
  }
  if (weight.size() != part.size() * part.size())
    return PartitionFault{"picture/weight", fmt::format("{} numbers", weight.size()),
                          fmt::format("{} x {}", part.size(), part.size())};
  return out_of_range("picture/weight", weight, 0, HUGE_VAL, "numbers from 0", false);
}

Fault fault_of_locals(const GraphPartition& partition) {
  std::set<std::size_t> layers;
  for (const auto& local : partition.local) {
    if (local.layer >= partition.layer.size() || !layers.insert(local.layer).second)
      return PartitionFault{"local/layer", fmt::format("{}", local.layer),
                            fmt::format("0 to {}, each once", partition.layer.size() - 1)};
    const std::string at = fmt::format("local/{}", local.layer);
    const std::size_t units = partition.layer[local.layer].units;
    if (local.label.size() != units && !(local.clusters == 0 && local.label.empty()))
      return PartitionFault{at + "/label", fmt::format("{} numbers", local.label.size()),
                            fmt::format("{}, one for each unit", units)};
    if (auto fault = wrong_label(at + "/label", local.label, local.clusters)) return fault;
    if (std::isinf(local.normalised_cut))
      return PartitionFault{at + "/ncut", "infinity", "a finite number or NaN"};
  }
  return std::nullopt;
}

Fault fault_of_comparison(const data::PartitionComparison& comparison) {
  for (const auto& field : comparison_fields)
    if (std::isinf(comparison.*field.number))
      return PartitionFault{std::string("comparison/") + field.name, "infinity", "a finite number or NaN"};
  if (!(comparison.p > 0 && comparison.p <= 1))
    return PartitionFault{"comparison/p", fmt::format("{}", comparison.p), "more than 0, at most 1"};
  return out_of_range("comparison/shuffled_mutual_information", comparison.shuffled_mutual_information,
                      -rounding, HUGE_VAL, "numbers from 0 or NaN", true);
}

}  // namespace

std::optional<PartitionFault> partition_fault(const GraphPartition& partition) {
  for (const auto check : {fault_of_labels, fault_of_clusters, fault_of_eigenvalues, fault_of_nulls,
                           fault_of_counts, fault_of_picture, fault_of_locals})
    if (auto fault = check(partition)) return fault;
  return std::nullopt;
}

std::optional<PartitionFault> neurons_fault(const data::NeuronClusters& neurons) {
  static const std::set<std::string> taken{"",      "graphs",  "layers",     "partition",  "cluster",
                                           "ncut",  "eigen",   "null",       "counts",     "half_agreement",
                                           "local", "picture", "comparison", "convention", "provenance"};
  const std::size_t graphs = neurons.partition.size();
  if (graphs < 1 || graphs > 2) return PartitionFault{"graphs", fmt::format("{} graphs", graphs), "1 or 2"};
  for (std::size_t which = 0; which < graphs; ++which) {
    const auto& graph = neurons.partition[which].graph;
    if (taken.contains(graph) || graph.find('/') != std::string::npos ||
        (which == 1 && graph == neurons.partition[0].graph))
      return PartitionFault{"graphs", fmt::format("the name '{}'", graph),
                            "two names, such as weights and activations"};
    if (auto fault = partition_fault(neurons.partition[which])) {
      fault->dataset = partition_place(neurons, which) + fault->dataset;
      return fault;
    }
  }
  if (neurons.comparison.size() >= graphs && !neurons.comparison.empty())
    return PartitionFault{"comparison", fmt::format("{} of them", neurons.comparison.size()),
                          "at most one, of two partitions"};
  for (const auto& comparison : neurons.comparison)
    if (auto fault = fault_of_comparison(comparison)) return fault;
  return std::nullopt;
}

}  // namespace netseam::artifact
