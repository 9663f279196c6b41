#include "load_numbers.hpp"
#include "load_pair_blocks.hpp"
#include "neurons_schema.hpp"
#include "object_attributes.hpp"
#include "partition_fault.hpp"
#include "text_lines.hpp"

#include "netseam/artifact/order_words.hpp"
#include "netseam/store/hdf5_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace netseam::artifact {
namespace {

using store::Hdf5Reader;

constexpr std::int64_t most_label = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t most_size = std::int64_t{1} << 62;

/// The length of a list. A file that says more than it holds is refused when it is read.
std::size_t length_of(const Hdf5Reader& file, const std::string& name) {
  const auto shape = file.info(name).shape;
  if (shape.size() != 1)
    refuse_dataset(file, name, fmt::format("{} dimensions", shape.size()), "a list of numbers");
  return shape[0];
}

std::vector<std::int32_t> read_labels(const Hdf5Reader& file, const std::string& name, std::int64_t least) {
  std::vector<std::int32_t> labels;
  for (const auto label : read_range(file, name, {length_of(file, name)}, least, most_label))
    labels.push_back(static_cast<std::int32_t>(label));
  return labels;
}

/// Sizes, as many as `count`.
std::vector<std::size_t> read_sizes(const Hdf5Reader& file, const std::string& name, std::size_t count) {
  const auto values = read_range(file, name, {count}, 0, most_size);
  return {values.begin(), values.end()};
}

double read_number(const Hdf5Reader& file, const std::string& name) {
  return read_numbers(file, name, {1}).front();
}

void read_layers(const Hdf5Reader& file, const std::string& at, data::GraphPartition& partition) {
  const auto names = file.read_strings(at + "layers/name");
  const auto units = read_sizes(file, at + "layers/units", names.size());
  for (std::size_t layer = 0; layer < names.size(); ++layer)
    partition.layer.push_back({names[layer], units[layer]});
  partition.order = read_order(file, at + "layers");
  partition.label = read_labels(file, at + "partition/label", data::not_in_graph);
}

/// Layer and unit of every neuron must be what the units of the layers say, which fit the labels.
void require_places(const Hdf5Reader& file, const std::string& at, const data::GraphPartition& partition) {
  const std::size_t neurons = partition.label.size();
  const auto layer = read_range(file, at + "partition/layer", {neurons}, 0, most_label);
  const auto unit = read_range(file, at + "partition/unit", {neurons}, 0, most_size);
  std::size_t neuron = 0;
  for (std::size_t l = 0; l < partition.layer.size(); ++l)
    for (std::size_t u = 0; u < partition.layer[l].units; ++u, ++neuron) {
      if (layer[neuron] != static_cast<std::int64_t>(l))
        refuse_dataset(file, at + "partition/layer", fmt::format("{} for neuron {}", layer[neuron], neuron),
                       fmt::format("{}, as the units of the layers have it", l));
      if (unit[neuron] != static_cast<std::int64_t>(u))
        refuse_dataset(file, at + "partition/unit", fmt::format("{} for neuron {}", unit[neuron], neuron),
                       fmt::format("{}, as the units of the layers have it", u));
    }
}

void read_clusters(const Hdf5Reader& file, const std::string& at, data::GraphPartition& partition) {
  const std::size_t count = length_of(file, at + "cluster/neurons");
  const auto neurons = read_sizes(file, at + "cluster/neurons", count);
  const auto volume = read_finite(file, at + "cluster/volume", {count});
  const auto cut = read_finite(file, at + "cluster/cut", {count});
  const auto ratio = read_finite(file, at + "cluster/ratio", {count});
  for (std::size_t k = 0; k < count; ++k)
    partition.cluster.push_back({neurons[k], volume[k], cut[k], ratio[k]});
}

void read_cut(const Hdf5Reader& file, const std::string& at, data::GraphPartition& partition) {
  const std::string name = at + "ncut";
  partition.normalised_cut = read_number(file, name);
  partition.inside_to_across = required_number(file, name, "inside_to_across");
  partition.connected_components = required_size(file, name, "connected_components");
  partition.products = required_size(file, name, "products");
  partition.converged = required_size(file, name, "converged") != 0;
  partition.eigengap = required_number(file, name, "eigengap");
  partition.start_agreement = required_number(file, name, "start_agreement");
  partition.note = lines_of(required_text(file, name, "notes"));
  if (required_size(file, name, "clusters") != partition.cluster.size())
    refuse_dataset(file, name, "another number of clusters",
                   fmt::format("{}, as /{}cluster has it", partition.cluster.size(), at));
  partition.eigenvalue = read_finite(file, at + "eigen/value", {length_of(file, at + "eigen/value")});
  partition.residual = read_finite(file, at + "eigen/residual", {partition.eigenvalue.size()});
}

void read_nulls(const Hdf5Reader& file, const std::string& at, data::GraphPartition& partition) {
  if (!file.exists(at + "null/names")) return;
  for (const auto& name : different_names(file, at + "null/names")) {
    const std::string group = at + "null/" + name;
    data::NullCuts null;
    null.name = name;
    null.keeps = required_text(file, group, "keeps");
    null.normalised_cut = read_numbers(file, group + "/ncut", {length_of(file, group + "/ncut")});
    for (const auto& field : null_fields) null.*field.number = read_number(file, group + "/" + field.name);
    partition.null.push_back(null);
  }
}

void read_counts(const Hdf5Reader& file, const std::string& at, data::GraphPartition& partition) {
  const std::size_t count = length_of(file, at + "counts/clusters");
  const auto clusters = read_sizes(file, at + "counts/clusters", count);
  const auto cut = read_numbers(file, at + "counts/ncut", {count});
  const auto eigengap = read_numbers(file, at + "counts/eigengap", {count});
  const auto agreement = read_numbers(file, at + "counts/agreement", {count});
  for (std::size_t k = 0; k < count; ++k)
    partition.tried.push_back({clusters[k], cut[k], eigengap[k], agreement[k]});
  partition.half_agreement =
      read_numbers(file, at + "half_agreement", {length_of(file, at + "half_agreement")});
}

data::BlockPicture read_picture(const Hdf5Reader& file, const std::string& at) {
  const auto cluster = read_labels(file, at + "picture/cluster", 0);
  const auto layer = read_sizes(file, at + "picture/layer", cluster.size());
  const auto neurons = read_sizes(file, at + "picture/neurons", cluster.size());
  data::BlockPicture picture;
  for (std::size_t q = 0; q < cluster.size(); ++q) picture.part.push_back({layer[q], cluster[q], neurons[q]});
  picture.weight = read_finite(file, at + "picture/weight", {cluster.size(), cluster.size()});
  return picture;
}

void read_locals(const Hdf5Reader& file, const std::string& at, data::GraphPartition& partition) {
  if (!file.exists(at + "local/layer")) return;
  for (const auto layer : read_sizes(file, at + "local/layer", length_of(file, at + "local/layer"))) {
    const std::string group = fmt::format("{}local/{}", at, layer);
    data::LocalPartition local;
    local.layer = layer;
    local.clusters = required_size(file, group, "clusters");
    local.note = required_text(file, group, "note");
    local.normalised_cut = read_number(file, group + "/ncut");
    local.label = read_labels(file, group + "/label", data::not_in_graph);
    partition.local.push_back(local);
  }
}

data::GraphPartition read_partition(const Hdf5Reader& file, const std::string& graph, const std::string& at) {
  data::GraphPartition partition;
  partition.graph = graph;
  read_layers(file, at, partition);
  read_clusters(file, at, partition);
  read_cut(file, at, partition);
  read_nulls(file, at, partition);
  read_counts(file, at, partition);
  partition.picture = read_picture(file, at);
  read_locals(file, at, partition);
  if (const auto fault = partition_fault(partition))
    refuse_dataset(file, at + fault->dataset, fault->found, fault->expected);
  require_places(file, at, partition);
  return partition;
}

data::PartitionComparison read_comparison(const Hdf5Reader& file) {
  data::PartitionComparison comparison;
  comparison.neurons = read_sizes(file, "comparison/neurons", 1).front();
  for (const auto& field : comparison_fields)
    comparison.*field.number = read_number(file, std::string("comparison/") + field.name);
  const std::string shuffled = "comparison/shuffled_mutual_information";
  comparison.shuffled_mutual_information = read_numbers(file, shuffled, {length_of(file, shuffled)});
  return comparison;
}

}  // namespace

NeuronsFile load_neuron_clusters(const std::filesystem::path& path) {
  const Hdf5Reader file(path);
  require_schema(file, neurons_schema, neurons_schema_version, "neurons");
  NeuronsFile loaded;
  const auto graphs = different_names(file, "graphs");
  for (std::size_t which = 0; which < graphs.size() && which < 2; ++which)
    loaded.neurons.partition.push_back(
        read_partition(file, graphs[which], which == 0 ? "" : graphs[which] + "/"));
  if (graphs.size() > 2) refuse_dataset(file, "graphs", fmt::format("{} graphs", graphs.size()), "1 or 2");
  if (file.exists("comparison")) loaded.neurons.comparison.push_back(read_comparison(file));
  if (const auto fault = neurons_fault(loaded.neurons))
    refuse_dataset(file, fault->dataset, fault->found, fault->expected);
  for (const auto& [name, field] : neurons_convention_fields())
    loaded.convention.*field = file.attribute_text("convention", name).value_or("");
  loaded.provenance = store::read_provenance(file);
  return loaded;
}

}  // namespace netseam::artifact
