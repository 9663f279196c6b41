#include "neurons_schema.hpp"

#include "netseam/artifact/neuron_clusters_summary.hpp"
#include "netseam/artifact/partition_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace netseam::artifact {
namespace {

using Json = nlohmann::ordered_json;

Json labels_json(const std::vector<std::int32_t>& labels) {
  Json list = Json::array();
  for (const auto label : labels) list.push_back(label == data::not_in_graph ? Json() : Json(label));
  return list;
}

Json layers_json(const data::GraphPartition& partition) {
  Json list = Json::array();
  for (const auto& layer : partition.layer) list.push_back({{"name", layer.name}, {"units", layer.units}});
  return list;
}

Json clusters_json(const data::GraphPartition& partition) {
  Json list = Json::array();
  for (std::size_t k = 0; k < partition.cluster.size(); ++k) {
    const auto& cluster = partition.cluster[k];
    list.push_back({{"neurons", cluster.neurons},
                    {"volume", cluster.volume},
                    {"cut", cluster.cut},
                    {"ratio", cluster.ratio},
                    {"layers", layers_of_cluster(partition, k)}});
  }
  return list;
}

Json nulls_json(const data::GraphPartition& partition) {
  Json all = Json::object();
  for (const auto& null : partition.null) {
    Json json = {{"keeps", null.keeps}, {"ncut", null.normalised_cut}};
    for (const auto& field : null_fields) json[field.name] = null.*field.number;
    all[null.name] = json;
  }
  return all;
}

Json tried_json(const data::GraphPartition& partition) {
  Json list = Json::array();
  for (const auto& count : partition.tried)
    list.push_back({{"clusters", count.clusters},
                    {"ncut", count.normalised_cut},
                    {"eigengap", count.eigengap},
                    {"agreement", count.agreement}});
  return list;
}

Json picture_json(const data::BlockPicture& picture) {
  Json json = {{"parts", Json::array()}, {"weight", Json::array()}};
  for (const auto& part : picture.part)
    json["parts"].push_back({{"layer", part.layer}, {"cluster", part.cluster}, {"neurons", part.neurons}});
  const auto parts = static_cast<std::ptrdiff_t>(picture.part.size());
  for (std::ptrdiff_t row = 0; row < parts; ++row) {
    const auto begin = picture.weight.begin() + row * parts;
    json["weight"].push_back(std::vector<double>(begin, begin + parts));
  }
  return json;
}

Json locals_json(const data::GraphPartition& partition) {
  Json list = Json::array();
  for (const auto& local : partition.local)
    list.push_back({{"layer", partition.layer[local.layer].name},
                    {"clusters", local.clusters},
                    {"ncut", local.normalised_cut},
                    {"label", labels_json(local.label)},
                    {"note", local.note}});
  return list;
}

Json partition_json(const data::GraphPartition& partition) {
  Json json = {{"graph", partition.graph},
               {"layers", layers_json(partition)},
               {"order", partition.order ? Json(data::name_of(*partition.order)) : Json()},
               {"neurons", partition.label.size()},
               {"in_graph", neurons_in_graph(partition)},
               {"clusters", clusters_json(partition)},
               {"ncut", partition.normalised_cut},
               {"inside_to_across", partition.inside_to_across},
               {"connected_components", partition.connected_components},
               {"nulls", nulls_json(partition)},
               {"nulls_disagree", nulls_disagree(partition)},
               {"eigenvalues", partition.eigenvalue},
               {"residuals", partition.residual},
               {"products", partition.products},
               {"converged", partition.converged},
               {"eigengap", partition.eigengap},
               {"start_agreement", partition.start_agreement},
               {"half_agreement", partition.half_agreement},
               {"tried", tried_json(partition)},
               {"local", locals_json(partition)},
               {"warnings", partition_warnings(partition)},
               {"notes", partition.note}};
  json["label"] = labels_json(partition.label);
  json["picture"] = picture_json(partition.picture);
  return json;
}

Json comparison_json(const data::PartitionComparison& comparison) {
  Json json = {{"neurons", comparison.neurons}};
  for (const auto& field : comparison_fields) json[field.name] = comparison.*field.number;
  json["shuffled_mutual_information"] = comparison.shuffled_mutual_information;
  return json;
}

}  // namespace

std::string neurons_summary_json(const NeuronsFile& file) {
  Json json = {{"schema", neurons_schema}, {"schema_version", neurons_schema_version}};
  for (const auto& [name, field] : neurons_convention_fields())
    json["convention"][name] = file.convention.*field;
  json["partitions"] = Json::array();
  for (const auto& partition : file.neurons.partition)
    json["partitions"].push_back(partition_json(partition));
  json["comparison"] = Json();
  for (const auto& comparison : file.neurons.comparison) json["comparison"] = comparison_json(comparison);
  json["provenance"] = Json::object();
  for (const auto& [name, text] : file.provenance.entries) json["provenance"][name] = text;
  // names come from foreign files: what is not UTF-8 must not stop the output
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace netseam::artifact
