#include "netseam/result_json/sculpted_network.hpp"

#include "netseam/result_json/matrix_rows.hpp"
#include "netseam/result_json/success_rates.hpp"

#include <nlohmann/json.hpp>

namespace netseam::result_json {
namespace {

using Json = nlohmann::ordered_json;

Json outcomes_json(const std::vector<data::PruningOutcome>& outcomes) {
  Json list = Json::array();
  for (const auto& o : outcomes)
    list.push_back({{"unit_step", o.unit_step},
                    {"edge_step", o.edge_step},
                    {"weights_left", o.weights_left},
                    {"accuracy", o.accuracy},
                    {"rows_right", o.rows_right},
                    {"reached", o.reached},
                    {"chosen", o.chosen},
                    {"tied", o.tied}});
  return list;
}

Json path_json(const std::vector<data::PruningStep>& path) {
  Json list = Json::array();
  for (const auto& s : path)
    list.push_back({{"phase", s.phase},
                    {"percent", s.percent},
                    {"trained", s.trained},
                    {"accuracy", s.accuracy},
                    {"accepted", s.accepted},
                    {"weights_left", s.weights_left}});
  return list;
}

Json products_json(const data::SculptedNetwork& network) {
  Json list = Json::array();
  for (const auto& product : network.product)
    list.push_back({{"state", product.state},
                    {"value", matrix_rows(product.value, network.network.units.back())},
                    {"carrying", product.carrying}});
  return list;
}

Json tests_json(const std::vector<data::ProductTest>& tests) {
  Json list = Json::array();
  for (const auto& test : tests)
    list.push_back({{"state", test.state},
                    {"group", test.group},
                    {"statistic", test.statistic},
                    {"degrees", test.degrees},
                    {"p", test.p}});
  return list;
}

}  // namespace

Json sculpted_network_json(const data::SculptedNetwork& network) {
  return {{"name", network.network.name},
          {"arch", network.network.units},
          {"width", network.width},
          {"depth", network.depth},
          {"seed", network.seed},
          {"weights", network.weights},
          {"dense_accuracy", network.dense_accuracy},
          {"outcomes", outcomes_json(network.outcome)},
          {"path", path_json(network.path)},
          {"parts", parts_json(network.part)},
          {"products", products_json(network)},
          {"product_tests", tests_json(network.test)}};
}

}  // namespace netseam::result_json
