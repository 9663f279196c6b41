#include "neurons_json.hpp"

#include <nlohmann/json.hpp>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

Json clusters_json(const PartitionPage& page) {
  Json list = Json::array();
  for (std::size_t k = 0; k < page.partition.cluster.size(); ++k) {
    const auto& cluster = page.partition.cluster[k];
    list.push_back({{"neurons", cluster.neurons},
                    {"volume", cluster.volume},
                    {"cut", cluster.cut},
                    {"ratio", cluster.ratio},
                    {"layers", page.cluster_layers[k]},
                    {"colour", page.colour[k]}});
  }
  return list;
}

Json nulls_json(const data::GraphPartition& partition) {
  Json list = Json::array();
  for (const auto& null : partition.null)
    list.push_back({{"name", null.name},
                    {"keeps", null.keeps},
                    {"ncut", null.normalised_cut},
                    {"p", null.p},
                    {"z", null.z},
                    {"mean", null.mean},
                    {"deviation", null.deviation},
                    {"reduction", null.reduction}});
  return list;
}

Json partition_json(const PartitionPage& page) {
  const auto& partition = page.partition;
  Json json = {{"graph", partition.graph}, {"layers", Json::array()}};
  for (const auto& layer : partition.layer)
    json["layers"].push_back({{"name", layer.name}, {"units", layer.units}});
  json["clusters"] = clusters_json(page);
  json["label"] = Json::array();
  for (const auto label : partition.label)
    json["label"].push_back(label == data::not_in_graph ? Json() : Json(label));
  json["ncut"] = partition.normalised_cut;
  json["inside_to_across"] = partition.inside_to_across;
  json["connected_components"] = partition.connected_components;
  json["nulls"] = nulls_json(partition);
  json["eigenvalues"] = partition.eigenvalue;
  json["eigengap"] = partition.eigengap;
  json["converged"] = partition.converged;
  json["start_agreement"] = partition.start_agreement;
  json["half_agreement"] = partition.half_agreement;
  json["agreement_with_previous"] = page.agreement;
  json["warnings"] = page.warning;
  json["notes"] = partition.note;
  return json;
}

}  // namespace

Json neurons_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& neurons : model.neurons) {
    Json json = {{"name", neurons.checkpoint}, {"partitions", Json::array()}, {"comparison", nullptr}};
    for (const auto& page : neurons.partition) json["partitions"].push_back(partition_json(page));
    for (const auto& comparison : neurons.comparison)
      json["comparison"] = {{"neurons", comparison.neurons},
                            {"adjusted_rand", comparison.adjusted_rand},
                            {"normalised_mutual_information", comparison.normalised_mutual_information},
                            {"transfer_to_activations", comparison.transfer_to_activations},
                            {"transfer_to_weights", comparison.transfer_to_weights},
                            {"p", comparison.p}};
    json["provenance"] = Json::object();
    for (const auto& [key, text] : neurons.provenance) json["provenance"][key] = text;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace netseam::report
