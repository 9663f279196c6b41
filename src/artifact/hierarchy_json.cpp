#include "netseam/artifact/hierarchy_json.hpp"

#include "netseam/result_json/network_modules.hpp"
#include "netseam/result_json/success_rates.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <utility>

namespace netseam::artifact {
namespace {

using Json = nlohmann::ordered_json;

Json decisions_json(const std::vector<data::LayerDecision>& decisions) {
  Json list = Json::array();
  for (const auto& d : decisions)
    list.push_back({{"units", d.units},
                    {"possible", d.possible},
                    {"criterion", d.criterion},
                    {"by_criterion", d.by_criterion},
                    {"z_separate", d.z_separate},
                    {"z_one", d.z_one},
                    {"proposes_separate", d.proposes_separate},
                    {"proposes_one", d.proposes_one},
                    {"clusters", d.clusters}});
  return list;
}

Json hierarchy_json(const data::NetworkHierarchy& hierarchy) {
  Json json = {{"name", hierarchy.name}, {"arch", hierarchy.units}};
  if (!hierarchy.function.empty()) json["function"] = hierarchy.function;
  if (hierarchy.seed) json["seed"] = *hierarchy.seed;
  if (!hierarchy.order_warning.empty()) json["order_warning"] = hierarchy.order_warning;
  if (!hierarchy.fault.empty()) {
    json["fault"] = hierarchy.fault;
    return json;
  }
  result_json::add_modules(json, hierarchy.modules);
  json["layers"] = decisions_json(hierarchy.modules.decision);
  if (!hierarchy.part.empty()) json["parts"] = result_json::parts_json(hierarchy.part);
  return json;
}

data::LayerDecision decision_of(const Json& json) {
  data::LayerDecision d;
  d.units = json["units"];
  d.possible = json["possible"];
  d.criterion = json["criterion"].get<std::vector<double>>();
  d.by_criterion = json["by_criterion"];
  d.z_separate = json["z_separate"];
  d.z_one = json["z_one"];
  d.proposes_separate = json["proposes_separate"];
  d.proposes_one = json["proposes_one"];
  d.clusters = json["clusters"];
  return d;
}

data::NetworkHierarchy hierarchy_of(const Json& json) {
  using Labels = std::vector<std::vector<std::size_t>>;
  data::NetworkHierarchy hierarchy;
  hierarchy.name = json["name"];
  hierarchy.units = json["arch"].get<std::vector<std::size_t>>();
  if (json.contains("seed")) hierarchy.seed = json["seed"].get<std::uint64_t>();
  if (json.contains("function")) hierarchy.function = json["function"].get<std::vector<std::size_t>>();
  if (json.contains("order_warning")) hierarchy.order_warning = json["order_warning"];
  if (json.contains("fault")) {
    hierarchy.fault = json["fault"];
    return hierarchy;
  }
  data::NetworkModules& modules = hierarchy.modules;
  modules.kept = json["kept"].get<Labels>();
  modules.cluster = json["clusters"].get<Labels>();
  modules.module = json["modules"].get<Labels>();
  for (const Json& edge : json["quotient"]) modules.edge.push_back({edge[0], edge[1], edge[2]});
  for (const Json& v : json["variants"])
    modules.variant.push_back({v["name"], v["clusters_differ"], v["modules_differ"]});
  for (const Json& d : json["layers"]) modules.decision.push_back(decision_of(d));
  if (json.contains("parts"))
    for (const Json& p : json["parts"]) hierarchy.part.push_back({p["name"], p["holds"], p["required"]});
  return hierarchy;
}

}  // namespace

std::string hierarchy_line(const data::NetworkHierarchy& hierarchy) {
  return hierarchy_json(hierarchy).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::byte> pack_hierarchies(std::span<const data::NetworkHierarchy> hierarchies) {
  Json list = Json::array();
  for (const auto& hierarchy : hierarchies) {
    list.push_back(hierarchy_json(hierarchy));
    list.back()["edges"] = hierarchy.edge;
  }
  const std::vector<std::uint8_t> packed = Json::to_cbor(list);
  const auto bytes = std::as_bytes(std::span(packed));
  return {bytes.begin(), bytes.end()};
}

std::vector<data::NetworkHierarchy> unpack_hierarchies(std::span<const std::byte> bytes) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const Json list = Json::from_cbor(first, first + bytes.size());
  std::vector<data::NetworkHierarchy> hierarchies;
  for (const Json& json : list) {
    hierarchies.push_back(hierarchy_of(json));
    hierarchies.back().edge = json["edges"].get<decltype(data::NetworkHierarchy::edge)>();
  }
  return hierarchies;
}

}  // namespace netseam::artifact
