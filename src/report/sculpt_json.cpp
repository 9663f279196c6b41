#include "sculpt_json.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

/// A list for each input; not finite: written as null.
Json rows_json(const std::vector<double>& matrix, std::size_t columns) {
  Json rows = Json::array();
  for (std::size_t k = 0; k < matrix.size(); ++k) {
    if (k % columns == 0) rows.push_back(Json::array());
    rows.back().push_back(matrix[k]);
  }
  return rows;
}

Json network_json(const data::SculptedNetwork& network) {
  Json json = {{"name", network.network.name}, {"arch", network.network.units}, {"width", network.width},
               {"depth", network.depth},       {"seed", network.seed},          {"weights", network.weights},
               {"outcomes", Json::array()},    {"path", Json::array()},         {"parts", Json::array()}};
  for (const auto& o : network.outcome)
    json["outcomes"].push_back({{"unit_step", o.unit_step},
                                {"edge_step", o.edge_step},
                                {"weights_left", o.weights_left},
                                {"accuracy", o.accuracy},
                                {"reached", o.reached},
                                {"chosen", o.chosen}});
  for (const auto& s : network.path)
    json["path"].push_back({{"phase", s.phase},
                            {"percent", s.percent},
                            {"accuracy", s.accuracy},
                            {"accepted", s.accepted},
                            {"weights_left", s.weights_left}});
  for (const auto& p : network.part)
    json["parts"].push_back({{"name", p.name}, {"holds", p.holds}, {"required", p.required}});
  json["products"] = Json::array();
  for (const auto& p : network.product)
    json["products"].push_back({{"state", p.state},
                                {"value", rows_json(p.value, network.network.units.back())},
                                {"carrying", p.carrying}});
  json["product_tests"] = Json::array();
  for (const auto& t : network.test)
    json["product_tests"].push_back({{"state", t.state},
                                     {"group", t.group},
                                     {"statistic", t.statistic},
                                     {"degrees", t.degrees},
                                     {"p", t.p}});
  return json;
}

}  // namespace

Json sculpt_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& page : model.sculpt) {
    Json json = {{"task", page.sculpted.task},
                 {"rule", page.sculpted.rule},
                 {"rates", Json::array()},
                 {"networks", Json::array()}};
    for (const auto& rate : page.sculpted.rate)
      json["rates"].push_back({{"group", rate.group},
                               {"part", rate.part},
                               {"successes", rate.successes},
                               {"trials", rate.trials},
                               {"low", rate.low},
                               {"high", rate.high}});
    for (const auto& network : page.sculpted.network) json["networks"].push_back(network_json(network));
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace netseam::report
