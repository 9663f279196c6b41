#include "netseam/artifact/neuron_clusters_csv.hpp"

#include "csv_text.hpp"

#include "netseam/artifact/partition_words.hpp"
#include "netseam/store/atomic_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

namespace netseam::artifact {
namespace {

void add_units(std::string& table, const data::GraphPartition& partition, std::size_t layer,
               std::span<const std::int32_t> labels) {
  for (std::size_t unit = 0; unit < labels.size(); ++unit)
    fmt::format_to(std::back_inserter(table), "{},{},{},{}\r\n", csv_field(partition.graph),
                   csv_field(partition.layer[layer].name), unit,
                   labels[unit] == data::not_in_graph ? "" : fmt::format("{}", labels[unit]));
}

std::string neurons_table(const data::NeuronClusters& neurons) {
  std::string table = "graph,layer,unit,cluster\r\n";
  for (const auto& partition : neurons.partition) {
    std::span<const std::int32_t> rest = partition.label;
    for (std::size_t layer = 0; layer < partition.layer.size(); ++layer) {
      add_units(table, partition, layer, rest.first(partition.layer[layer].units));
      rest = rest.subspan(partition.layer[layer].units);
    }
  }
  return table;
}

std::string clusters_table(const data::NeuronClusters& neurons) {
  std::string table = "graph,cluster,neurons,volume,cut,ratio,layers\r\n";
  for (const auto& partition : neurons.partition)
    for (std::size_t k = 0; k < partition.cluster.size(); ++k) {
      const auto& cluster = partition.cluster[k];
      fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{}\r\n", csv_field(partition.graph), k,
                     cluster.neurons, number_field(cluster.volume), number_field(cluster.cut),
                     number_field(cluster.ratio), csv_field(layers_of_cluster(partition, k)));
    }
  return table;
}

std::string nulls_table(const data::NeuronClusters& neurons) {
  std::string table = "graph,null,replicate,ncut,p,z,mean,deviation,reduction\r\n";
  for (const auto& partition : neurons.partition)
    for (const auto& null : partition.null)
      for (std::size_t replicate = 0; replicate < null.normalised_cut.size(); ++replicate)
        fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{},{},{}\r\n",
                       csv_field(partition.graph), csv_field(null.name), replicate,
                       number_field(null.normalised_cut[replicate]), number_field(null.p),
                       number_field(null.z), number_field(null.mean), number_field(null.deviation),
                       number_field(null.reduction));
  return table;
}

/// Empty where no single layer was partitioned.
std::string local_table(const data::NeuronClusters& neurons) {
  std::string rows;
  for (const auto& partition : neurons.partition)
    for (const auto& local : partition.local) add_units(rows, partition, local.layer, local.label);
  return rows.empty() ? "" : "graph,layer,unit,cluster\r\n" + rows;
}

}  // namespace

void write_neuron_clusters_csv(const std::filesystem::path& directory, const data::NeuronClusters& neurons) {
  store::write_text_atomically(directory / "neurons.csv", neurons_table(neurons));
  store::write_text_atomically(directory / "clusters.csv", clusters_table(neurons));
  store::write_text_atomically(directory / "nulls.csv", nulls_table(neurons));
  if (const std::string local = local_table(neurons); !local.empty())
    store::write_text_atomically(directory / "local.csv", local);
}

}  // namespace netseam::artifact
