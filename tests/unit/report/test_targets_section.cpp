#include "sample_page.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/html_page.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace netseam;
using test::count;

namespace {

data::TargetComparison sample_target(const std::string& name) {
  data::TargetComparison target;
  target.name = name;
  target.labels = true;
  target.width = 7;
  target.most_common = 0.25;
  data::TargetMeasure measure;
  measure.name = "gw";
  measure.distance = measure.value = {0.5, 0.125, 0.75, std::nan("")};
  measure.low = {0.25, 0.0625, 0.5, std::nan("")};
  measure.high = {0.75, 0.25, 1, std::nan("")};
  target.measure = {measure};
  target.readout.r2 = target.readout.r2_low = target.readout.r2_high = {0, 0.5, 0.25, -1};
  target.readout.accuracy = target.readout.accuracy_low = target.readout.accuracy_high = {0.5, 0.75, 1, 0.25};
  target.warning = {"gw cannot tell " + name + " from another"};
  return target;
}

}  // namespace

TEST_CASE("known targets are shown with the nearest layers, the best readouts and warnings", "[serial]") {
  auto model = test::block_model(2, 4, 2);
  REQUIRE(count(report::html_page(model, ""), "id=\"targets\"") == 0);
  model.checkpoint.back().target = {sample_target("a<b")};
  const std::string page = report::html_page(model, "");
  REQUIRE(count(page, "<h3>a&lt;b</h3>") == 1);
  REQUIRE(count(page, "<p>7 classes, the most common one has 0.25 of the samples.</p>") == 1);
  REQUIRE(count(page,
                "<th scope=\"row\">gw</th><td>layer.1 0.125 (0.0625 to 0.25); layer.0 0.5 (0.25 to 0.75); "
                "layer.2 0.75 (0.5 to 1)</td>") == 1);
  REQUIRE(count(page, "R2</th><td>layer.1 0.5 (0.5 to 0.5); layer.2 0.25 (0.25 to 0.25); layer.0 0 ") == 1);
  REQUIRE(count(page, "accuracy</th><td>layer.2 1 (1 to 1); layer.1 0.75") == 1);
  REQUIRE(count(page, "<li>gw cannot tell a&lt;b from another</li>") == 1);
}

TEST_CASE("a target that does not fit the layers is refused", "[serial]") {
  auto model = test::block_model(1, 3, 1);
  model.checkpoint.back().target = {sample_target("sum")};
  REQUIRE_THROWS_AS(report::html_page(model, ""), core::InternalError);
}
