#include "sculpt_json.hpp"

#include "netseam/result_json/sculpted_network.hpp"
#include "netseam/result_json/success_rates.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace netseam::report {

using Json = nlohmann::ordered_json;

Json sculpt_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& page : model.sculpt) {
    Json json = {{"task", page.sculpted.task},
                 {"rule", page.sculpted.rule},
                 {"rates", result_json::rates_json(page.sculpted.rate)},
                 {"networks", Json::array()}};
    for (const auto& network : page.sculpted.network)
      json["networks"].push_back(result_json::sculpted_network_json(network));
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace netseam::report
