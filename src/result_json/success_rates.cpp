#include "netseam/result_json/success_rates.hpp"

#include <nlohmann/json.hpp>

namespace netseam::result_json {

using Json = nlohmann::ordered_json;

Json parts_json(const std::vector<data::HierarchyPart>& parts) {
  Json list = Json::array();
  for (const auto& p : parts)
    list.push_back({{"name", p.name}, {"holds", p.holds}, {"required", p.required}});
  return list;
}

Json rates_json(const std::vector<data::PartRate>& rates) {
  Json list = Json::array();
  for (const auto& rate : rates)
    list.push_back({{"group", rate.group},
                    {"part", rate.part},
                    {"successes", rate.successes},
                    {"trials", rate.trials},
                    {"low", rate.low},
                    {"high", rate.high}});
  return list;
}

}  // namespace netseam::result_json
