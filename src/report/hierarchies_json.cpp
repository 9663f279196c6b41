#include "hierarchies_json.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

Json network_json(const data::NetworkHierarchy& network) {
  Json json = {{"name", network.name}, {"arch", network.units}};
  if (!network.function.empty()) json["function"] = network.function;
  if (!network.fault.empty()) {
    json["fault"] = network.fault;
    return json;
  }
  const auto& modules = network.modules;
  json["kept"] = modules.kept;
  json["clusters"] = modules.cluster;
  json["modules"] = modules.module;
  json["quotient"] = Json::array();
  for (const auto& edge : modules.edge) json["quotient"].push_back({edge.from, edge.to, edge.edges});
  json["tie_sensitive"] = data::sensitive_to_ties(modules);
  json["variants"] = Json::array();
  for (const auto& variant : modules.variant)
    json["variants"].push_back({{"name", variant.name},
                                {"clusters_differ", variant.clusters_differ},
                                {"modules_differ", variant.modules_differ}});
  return json;
}

}  // namespace

Json hierarchies_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& page : model.hierarchy) {
    Json json = {{"checkpoint", page.checkpoint}, {"networks", Json::array()}};
    for (const auto& network : page.network) json["networks"].push_back(network_json(network));
    json["rates"] = Json::array();
    for (const auto& rate : page.rate)
      json["rates"].push_back({{"group", rate.group},
                               {"part", rate.part},
                               {"successes", rate.successes},
                               {"trials", rate.trials},
                               {"low", rate.low},
                               {"high", rate.high}});
    json["provenance"] = Json::object();
    for (const auto& [key, text] : page.provenance) json["provenance"][key] = text;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace netseam::report
