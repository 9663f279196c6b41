#include "netseam/result_json/network_modules.hpp"

#include <nlohmann/json.hpp>

namespace netseam::result_json {

using Json = nlohmann::ordered_json;

void add_modules(Json& object, const data::NetworkModules& modules) {
  object["kept"] = modules.kept;
  object["clusters"] = modules.cluster;
  object["modules"] = modules.module;
  object["quotient"] = Json::array();
  for (const auto& edge : modules.edge) object["quotient"].push_back({edge.from, edge.to, edge.edges});
  object["tie_sensitive"] = data::sensitive_to_ties(modules);
  object["variants"] = Json::array();
  for (const auto& v : modules.variant)
    object["variants"].push_back(
        {{"name", v.name}, {"clusters_differ", v.clusters_differ}, {"modules_differ", v.modules_differ}});
}

}  // namespace netseam::result_json
