#include "sample_page.hpp"

#include "netseam/report/html_page.hpp"
#include "netseam/report/page_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace netseam;
using test::count;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Two networks of epochs 0, 1, ..., `last`; saved at 0 and at the last.
report::PageModel sample_model(std::size_t last) {
  report::PageModel model;
  model.study = "study";
  model.of_tasks = true;
  data::TrainedNetworks trained{"halves <x>", "cross-entropy", 600, 100, {}};
  for (const char* name : {"4-3-2 seed 1", "<script>alert(1)</script> & \"it's\""}) {
    data::TrainedNetwork network{name, {4, 3, 2}, 1, {}};
    for (std::size_t epoch = 0; epoch <= last; ++epoch) {
      const double loss = 1 / (1 + static_cast<double>(epoch));
      network.epoch.push_back({epoch, epoch == 0 ? not_a_number : 2 * loss, loss, 1 - loss / 2,
                               epoch == 0 || epoch == last ? "<b>/epoch " + std::to_string(epoch) : "",
                               0.75});
    }
    trained.network.push_back(network);
  }
  model.train.push_back({trained, {{"commit", "c0ffee"}}});
  return model;
}

/// A chart's element.
std::string chart_of(const std::string& page, const std::string& label) {
  const std::size_t at = page.find("aria-label=\"" + label);
  return at == std::string::npos ? "" : page.substr(at, page.find("</svg>", at) - at);
}

}  // namespace

TEST_CASE("trainings are shown as lines with dots where checkpoints were saved", "[serial]") {
  const std::string page = report::html_page(sample_model(4), "");
  REQUIRE(count(page, "class=\"over-epochs\"") == 2);
  const std::string accuracy = chart_of(page, "Test accuracy"), loss = chart_of(page, "Loss");
  REQUIRE(count(accuracy, "class=\"line\"") == 2);
  REQUIRE(count(accuracy, "<circle ") == 4);
  REQUIRE(count(accuracy, "4-3-2 seed 1, epoch 4: 0.9, saved as &lt;b&gt;/epoch 4") == 1);
  REQUIRE(count(loss, "class=\"line\"") == 4);
  REQUIRE(count(loss, "stroke-dasharray") == 2);
  REQUIRE(count(loss, "<circle ") == 4);
  // five epochs, of which the training loss lacks the first: 336 units by 4 epochs
  REQUIRE(count(accuracy, "d=\"M60.0 174.0L144.0 ") == 2);
  REQUIRE(count(loss, "class=\"line\" d=\"M144.0 ") == 2);
  REQUIRE(count(page, "<td>4</td><td>0.2</td><td>0.9000</td><td>0.7500</td><td>2</td>") == 2);
  REQUIRE(count(page, "600 rows for training, 100 for tests") == 1);
  REQUIRE(count(page, "Networks that were trained: 1 task, 2 networks.") == 1);
  REQUIRE(count(page, "<title>study: training</title>") == 1);
  REQUIRE(count(page, "c0ffee") == 1);
}

TEST_CASE("names of tasks, networks and checkpoints cannot add to the page", "[serial]") {
  const std::string page = report::html_page(sample_model(4), "");
  REQUIRE(count(page, "halves &lt;x&gt;") > 0);
  REQUIRE(count(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;it&#39;s&quot;") > 0);
  for (const char* raw : {"<x>", "<script>alert", "<b>", "it's"}) REQUIRE(count(page, raw) == 0);
}

TEST_CASE("many epochs are on a logarithmic axis, and only what can be told apart is drawn", "[serial]") {
  auto model = sample_model(20000);
  model.train[0].trained.network.resize(1);
  const std::string page = report::html_page(model, "");
  const std::string accuracy = chart_of(page, "Test accuracy");
  REQUIRE(count(accuracy, "epoch, logarithmic") == 1);
  for (const char* tick : {">0<", ">1<", ">10<", ">100<", ">1000<", ">1e+04<"})
    REQUIRE(count(accuracy, "\"middle\"" + std::string(tick)) == 1);
  // epoch 1 at log 2 / log 20001 of 336 units
  const double one = 60 + 336 * std::log(2) / std::log(20001);
  REQUIRE(count(accuracy, "L" + std::to_string(std::round(10 * one) / 10).substr(0, 4) + " ") == 1);
  REQUIRE(count(accuracy, "L396.0 ") == 1);
  REQUIRE(count(accuracy, "L") <= 673);  // half a unit apart
  // losses spread over four powers of ten
  const std::string loss = chart_of(page, "Loss");
  for (const char* tick : {">1e-5<", ">1e-1<", ">1e0<"}) REQUIRE(count(loss, tick) == 1);
}

TEST_CASE("a failed training breaks its line, and what was not trained has none", "[serial]") {
  auto model = sample_model(4);
  auto& networks = model.train[0].trained.network;
  networks[0].epoch[2].test_loss = std::numeric_limits<double>::infinity();
  networks[1].epoch.clear();
  const std::string page = report::html_page(model, "");
  const std::string loss = chart_of(page, "Loss");
  REQUIRE(count(loss, "d=\"\"") == 2);
  const std::size_t line = loss.find("class=\"line\"");
  REQUIRE(count(loss.substr(line, loss.find("fill=", line) - line), "M") == 2);
  REQUIRE(count(loss, "nan") + count(loss, "inf") == 0);
  model.train[0].trained.network.clear();
  REQUIRE(count(report::html_page(model, ""), "class=\"over-epochs\"") == 0);
}

TEST_CASE("a chart has at most thirty networks, the table all", "[serial]") {
  auto model = sample_model(4);
  auto& networks = model.train[0].trained.network;
  networks.assign(40, networks[0]);
  const std::string page = report::html_page(model, "");
  REQUIRE(count(chart_of(page, "Test accuracy"), "class=\"line\"") == 30);
  REQUIRE(count(page, "30 of 40 networks are drawn") == 1);
  REQUIRE(count(page, "<td>0.9000</td>") == 40);
}

TEST_CASE("every epoch is in the report's JSON", "[serial]") {
  const auto json = nlohmann::json::parse(report::page_json(sample_model(4)));
  const auto& task = json["train"][0];
  REQUIRE(task["task"] == "halves <x>");
  REQUIRE(task["networks"][1]["epochs"].size() == 5);
  REQUIRE(task["networks"][0]["epochs"][0]["training_loss"].is_null());
  REQUIRE(task["networks"][0]["epochs"][4]["test_loss"] == 0.2);
  REQUIRE(task["networks"][0]["epochs"][4]["checkpoint"] == "<b>/epoch 4");
}
