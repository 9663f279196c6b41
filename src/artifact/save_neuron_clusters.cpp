#include "layers_schema.hpp"
#include "neurons_schema.hpp"
#include "partition_fault.hpp"
#include "text_lines.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/store/atomic_output.hpp"
#include "netseam/store/collective_file.hpp"

#include <fmt/format.h>

#include <vector>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;

template <class T, class Parts, class Value>
std::vector<T> column(const Parts& parts, Value&& value) {
  std::vector<T> values;
  values.reserve(parts.size());
  for (const auto& part : parts) values.push_back(static_cast<T>(value(part)));
  return values;
}

template <class T>
void write_list(store::CollectiveFile& file, const std::string& name, const std::vector<T>& values,
                const std::string& description, const std::string& unit, const std::string& dimension) {
  file.write_whole<T>(name, Shape{values.size()}, values, described(description, unit, dimension));
}

void write_number(store::CollectiveFile& file, const std::string& name, double value,
                  const std::string& description) {
  write_list<double>(file, name, {value}, description, "1", "one number");
}

void write_labels(store::CollectiveFile& file, const std::string& at, const data::GraphPartition& partition) {
  file.write_strings(at + "layers/name",
                     column<std::string>(partition.layer, [](const auto& layer) { return layer.name; }),
                     described("layers of the graph, in the order of the network", "none", "layer"));
  write_list(file, at + "layers/units",
             column<std::int64_t>(partition.layer, [](const auto& layer) { return layer.units; }),
             "neurons of the layer: units, or channels of a convolution", "1", "layer");
  write_order(file, at + "layers", partition.order);
  std::vector<std::int32_t> layer;
  std::vector<std::int64_t> unit;
  for (std::size_t l = 0; l < partition.layer.size(); ++l)
    for (std::size_t u = 0; u < partition.layer[l].units; ++u) {
      layer.push_back(static_cast<std::int32_t>(l));
      unit.push_back(static_cast<std::int64_t>(u));
    }
  write_list(file, at + "partition/label", partition.label,
             "cluster of the neuron, from 0; -1 = not in the graph", "cluster", "neuron");
  write_list(file, at + "partition/layer", layer, "layer of the neuron, from 0", "layer", "neuron");
  write_list(file, at + "partition/unit", unit, "its number in the layer, from 0", "1", "neuron");
}

void write_clusters(store::CollectiveFile& file, const std::string& at,
                    const data::GraphPartition& partition) {
  const auto& clusters = partition.cluster;
  write_list(file, at + "cluster/neurons",
             column<std::int64_t>(clusters, [](const auto& cluster) { return cluster.neurons; }),
             "neurons of the cluster", "1", "cluster");
  const auto real = [&](const char* name, double data::NeuronCluster::*field, const char* description,
                        const char* unit) {
    write_list(file, at + name, column<double>(clusters, [&](const auto& cluster) { return cluster.*field; }),
               description, unit, "cluster");
  };
  real("cluster/volume", &data::NeuronCluster::volume,
       "sum of the degrees of its neurons; edges inside count twice", "of edge weights");
  real("cluster/cut", &data::NeuronCluster::cut, "sum of the weights of edges that leave it",
       "of edge weights");
  real("cluster/ratio", &data::NeuronCluster::ratio, "cut / volume; 0 where the volume is 0", "1");
}

void write_cut(store::CollectiveFile& file, const std::string& at, const data::GraphPartition& partition) {
  write_number(file, at + "ncut", partition.normalised_cut, "sum over clusters of cut / volume");
  file.write_attributes(at + "ncut",
                        {{"inside_to_across", partition.inside_to_across},
                         {"clusters", static_cast<std::int64_t>(partition.cluster.size())},
                         {"connected_components", static_cast<std::int64_t>(partition.connected_components)},
                         {"products", static_cast<std::int64_t>(partition.products)},
                         {"converged", std::int64_t{partition.converged ? 1 : 0}},
                         {"eigengap", partition.eigengap},
                         {"start_agreement", partition.start_agreement},
                         {"notes", joined_lines(partition.note)}});
  write_list(file, at + "eigen/value", partition.eigenvalue,
             "smallest eigenvalues of the normalised Laplacian, ascending", "1", "eigenvalue");
  write_list(file, at + "eigen/residual", partition.residual, "|L v - lambda v| of its vector, |v| = 1", "1",
             "eigenvalue");
}

void write_nulls(store::CollectiveFile& file, const std::string& at, const data::GraphPartition& partition) {
  if (partition.null.empty()) return;
  file.write_strings(at + "null/names",
                     column<std::string>(partition.null, [](const auto& null) { return null.name; }),
                     described("kinds of random graphs, in the order asked for", "none", "null model"));
  for (const auto& null : partition.null) {
    const std::string group = at + "null/" + null.name;
    write_list(file, group + "/ncut", null.normalised_cut,
               "n-cut of each random graph; NaN where it could not be clustered", "1", "replicate");
    for (const auto& field : null_fields)
      write_number(file, group + "/" + field.name, null.*field.number, field.description);
    file.write_attributes(group, {{"keeps", null.keeps}});
  }
}

void write_counts(store::CollectiveFile& file, const std::string& at, const data::GraphPartition& partition) {
  const auto& tried = partition.tried;
  write_list(file, at + "counts/clusters",
             column<std::int64_t>(tried, [](const auto& count) { return count.clusters; }),
             "numbers of clusters that were looked at", "1", "count");
  const auto real = [&](const char* name, double data::ClusterCount::*field, const char* description) {
    write_list(file, at + name, column<double>(tried, [&](const auto& count) { return count.*field; }),
               description, "1", "count");
  };
  real("counts/ncut", &data::ClusterCount::normalised_cut, "n-cut with so many clusters");
  real("counts/eigengap", &data::ClusterCount::eigengap,
       "lambda_{k+1} - lambda_k, counted from 1; NaN where there is no further eigenvalue");
  real("counts/agreement", &data::ClusterCount::agreement,
       "mean adjusted Rand index of the other starts of k-means with the best");
  write_list(file, at + "half_agreement", partition.half_agreement,
             "adjusted Rand index with the clusters of a random half of the samples", "1", "draw");
}

void write_picture(store::CollectiveFile& file, const std::string& at, const data::BlockPicture& picture) {
  write_list(file, at + "picture/layer",
             column<std::int64_t>(picture.part, [](const auto& part) { return part.layer; }),
             "layer of the sub-cluster, from 0", "layer", "sub-cluster");
  write_list(file, at + "picture/cluster",
             column<std::int32_t>(picture.part, [](const auto& part) { return part.cluster; }),
             "its cluster, from 0", "cluster", "sub-cluster");
  write_list(file, at + "picture/neurons",
             column<std::int64_t>(picture.part, [](const auto& part) { return part.neurons; }), "its neurons",
             "1", "sub-cluster");
  file.write_whole<double>(
      at + "picture/weight", Shape{picture.part.size(), picture.part.size()}, picture.weight,
      described("sum of the weights of edges between two sub-clusters; an edge inside one counts twice",
                "of edge weights", "sub-cluster, sub-cluster"));
}

void write_locals(store::CollectiveFile& file, const std::string& at, const data::GraphPartition& partition) {
  if (partition.local.empty()) return;
  write_list(file, at + "local/layer",
             column<std::int64_t>(partition.local, [](const auto& local) { return local.layer; }),
             "layers that were partitioned by themselves, from 0", "layer", "local partition");
  for (const auto& local : partition.local) {
    const std::string group = fmt::format("{}local/{}", at, local.layer);
    write_list(file, group + "/label", local.label,
               "cluster of the unit, from 0; -1 = not in the graph; labels of different layers are unrelated",
               "cluster", "unit");
    write_number(file, group + "/ncut", local.normalised_cut, "n-cut of the local graph");
    file.write_attributes(group,
                          {{"clusters", static_cast<std::int64_t>(local.clusters)}, {"note", local.note}});
  }
}

void write_comparison(store::CollectiveFile& file, const data::PartitionComparison& comparison) {
  write_list<std::int64_t>(file, "comparison/neurons", {static_cast<std::int64_t>(comparison.neurons)},
                           "neurons that are in both graphs", "1", "one number");
  for (const auto& field : comparison_fields)
    write_number(file, std::string("comparison/") + field.name, comparison.*field.number, field.description);
  write_list(file, "comparison/shuffled_mutual_information", comparison.shuffled_mutual_information,
             "normalised mutual information with the labels of one in random order", "1", "replicate");
}

void write_head(store::CollectiveFile& file, const data::NeuronClusters& neurons,
                const NeuronsConvention& convention) {
  file.write_attributes("", {{"schema", std::string(neurons_schema)},
                             {"schema_version", neurons_schema_version},
                             {"netseam_version", NETSEAM_VERSION}});
  store::Attributes attributes;
  for (const auto& [name, field] : neurons_convention_fields())
    attributes.emplace_back(name, convention.*field);
  file.write_attributes("convention", attributes);
  file.write_strings("graphs",
                     column<std::string>(neurons.partition, [](const auto& part) { return part.graph; }),
                     described("what joins neurons in each partition, the main one first", "none", "graph"));
}

}  // namespace

void save_neuron_clusters(const parallel::Communicator& communicator, const store::OutputPlace& place,
                          const data::NeuronClusters& neurons, const store::Provenance& provenance,
                          const NeuronsConvention& convention) {
  parallel::agree(communicator, [&] {
    if (const auto fault = neurons_fault(neurons))
      throw core::InternalError(fmt::format("neuron clusters that cannot be saved: {}: {}, expected {}",
                                            fault->dataset, fault->found, fault->expected));
  });
  store::AtomicOutput output(communicator, place);
  auto file = store::CollectiveFile::create(communicator, output.partial());
  write_head(file, neurons, convention);
  for (std::size_t which = 0; which < neurons.partition.size(); ++which) {
    const auto& partition = neurons.partition[which];
    const std::string at = partition_place(neurons, which);
    write_labels(file, at, partition);
    write_clusters(file, at, partition);
    write_cut(file, at, partition);
    write_nulls(file, at, partition);
    write_counts(file, at, partition);
    write_picture(file, at, partition.picture);
    write_locals(file, at, partition);
  }
  for (const auto& comparison : neurons.comparison) write_comparison(file, comparison);
  store::write_provenance(file, provenance);
  file.close();
  output.commit();
}

}  // namespace netseam::artifact
