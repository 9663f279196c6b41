#include "hierarchies_json.hpp"

#include "netseam/result_json/network_modules.hpp"
#include "netseam/result_json/success_rates.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

Json network_json(const data::NetworkHierarchy& network) {
  Json json = {{"name", network.name}, {"arch", network.units}};
  if (!network.function.empty()) json["function"] = network.function;
  if (!network.order_warning.empty()) json["order_warning"] = network.order_warning;
  if (!network.fault.empty()) {
    json["fault"] = network.fault;
    return json;
  }
  result_json::add_modules(json, network.modules);
  return json;
}

}  // namespace

Json hierarchies_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& page : model.hierarchy) {
    Json json = {{"checkpoint", page.checkpoint}, {"networks", Json::array()}};
    for (const auto& network : page.network) json["networks"].push_back(network_json(network));
    json["rates"] = result_json::rates_json(page.rate);
    json["provenance"] = Json::object();
    for (const auto& [key, text] : page.provenance) json["provenance"][key] = text;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace netseam::report
