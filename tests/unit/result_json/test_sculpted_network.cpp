#include "netseam/result_json/matrix_rows.hpp"
#include "netseam/result_json/network_modules.hpp"
#include "netseam/result_json/sculpted_network.hpp"
#include "netseam/result_json/success_rates.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <limits>
#include <vector>

using namespace netseam;
using Json = nlohmann::ordered_json;

TEST_CASE("a sculpted network as JSON, products a row for each input", "[serial]") {
  data::SculptedNetwork network;
  network.network = {"2-3-2 seed 7", {2, 3, 2}, {{{0, 1, 0.5}}, {{1, 0, -2}}}};
  network.seed = 7;
  network.outcome = {{70, 2.5, 2, 1, true, true, false}};
  network.outcome[0].rows_right = 0.75;
  network.path = {{"edges", 100, false, std::numeric_limits<double>::quiet_NaN(), false, 0}};
  network.part = {{"one module", true, false}};
  network.product = {{"dense", {1, 2, 3, 4}, {3}}, {"pruned", {}, {1}}};
  network.test = {{"pruned", "inputs 0; outputs 0", -2, 1, 0.1}};
  const Json json = result_json::sculpted_network_json(network);
  CHECK(json["name"] == "2-3-2 seed 7");
  CHECK((json["arch"] == Json{2, 3, 2} && json["seed"] == 7));
  CHECK(json["outcomes"].dump() == R"([{"unit_step":70.0,"edge_step":2.5,"weights_left":2,"accuracy":1.0,)"
                                   R"("rows_right":0.75,"reached":true,"chosen":true,"tied":false}])");
  CHECK(json["path"].dump() == R"([{"phase":"edges","percent":100.0,"trained":false,"accuracy":null,)"
                               R"("accepted":false,"weights_left":0}])");
  CHECK(json["parts"].dump() == R"([{"name":"one module","holds":true,"required":false}])");
  CHECK(json["products"].dump() == R"([{"state":"dense","value":[[1.0,2.0],[3.0,4.0]],"carrying":[3]},)"
                                   R"({"state":"pruned","value":[],"carrying":[1]}])");
  CHECK(json["product_tests"].dump() == R"([{"state":"pruned","group":"inputs 0; outputs 0",)"
                                        R"("statistic":-2.0,"degrees":1.0,"p":0.1}])");
}

TEST_CASE("a matrix as a list of rows", "[serial]") {
  const std::vector<double> matrix{1, 2, 3, 4, std::numeric_limits<double>::infinity(), 6};
  CHECK(result_json::matrix_rows(matrix, 3).dump() == "[[1.0,2.0,3.0],[4.0,null,6.0]]");
  CHECK(result_json::matrix_rows(matrix, 1).size() == 6);
  CHECK(result_json::matrix_rows({}, 3).dump() == "[]");
}

TEST_CASE("rates and modules as JSON", "[serial]") {
  CHECK(result_json::rates_json({{"1 hidden layer", "success", 3, 4, 0.25, 0.75}}).dump() ==
        R"([{"group":"1 hidden layer","part":"success","successes":3,"trials":4,"low":0.25,"high":0.75}])");
  data::NetworkModules modules;
  modules.kept = {{0, 2}, {1}};
  modules.cluster = {{0, 0}, {0}};
  modules.module = {{0, 0}, {1}};
  modules.edge = {{0, 1, 2}};
  Json object = Json::object();
  result_json::add_modules(object, modules);
  CHECK(object.dump() == R"({"kept":[[0,2],[1]],"clusters":[[0,0],[0]],"modules":[[0,0],[1]],)"
                         R"("quotient":[[0,1,2]],"tie_sensitive":false,"variants":[]})");
}
