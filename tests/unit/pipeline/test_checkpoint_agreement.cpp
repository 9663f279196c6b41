#include "checkpoint_agreement.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace netseam;

namespace {

/// A checkpoint of four layers with one measure and these borders.
report::CheckpointPage grouped(const std::string& name, const std::vector<std::size_t>& border) {
  report::CheckpointPage page;
  page.name = name;
  page.layer = {"a", "b", "c", "d"};
  report::MeasureTable table;
  table.name = "gw";
  table.title = "GW distance";
  table.value.assign(6, 1.0);
  table.segmentation.border = border;
  page.measure = {table};
  return page;
}

}  // namespace

TEST_CASE("checkpoints agree as the adjusted Rand index of their groups", "[serial]") {
  // {a, b | c, d} and {a | b, c, d}: pairs together in both 1 (c, d), in the first 2, in the second 3, of 6:
  // expected 2 * 3 / 6 = 1, largest (2 + 3) / 2, so (1 - 1) / (5/2 - 1) = 0
  const auto tables = pipeline::agreement_of_checkpoints(
      {grouped("step0", {2}), grouped("step1", {1}), grouped("step2", {2})});
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].measure == "gw");
  const auto& index = tables[0].adjusted_rand;
  REQUIRE(index.size() == 9);
  for (const std::size_t same : {0, 4, 8, 2, 6}) REQUIRE(index[same] == Approx(1));
  for (const std::size_t other : {1, 3, 5, 7}) REQUIRE(index[other] == Approx(0).margin(1e-15));
  // H(first | second) + H(second | first): joint shares 1/4 (a), 1/4 (b), 1/2 (c, d)
  const double variation = 2 * (1.5 * std::log(2)) - std::log(2) - (2 * std::log(2) - 0.75 * std::log(3));
  REQUIRE(tables[0].variation[1] == Approx(variation));
  REQUIRE(tables[0].variation[2] == Approx(0).margin(1e-15));
}

TEST_CASE("checkpoints with other layers, or not grouped by a measure, have no agreement", "[serial]") {
  auto renamed = grouped("step1", {2}), missing = grouped("step2", {2}), hidden = grouped("step3", {2});
  renamed.layer[3] = "e";
  missing.measure[0].value[0] = std::nan("");
  hidden.measure[0].grouped = false;
  const auto first = grouped("step0", {2});
  REQUIRE(pipeline::agreement_of_checkpoints({first, renamed, missing, hidden}).empty());
  REQUIRE(pipeline::agreement_of_checkpoints({first}).empty());
  const auto tables = pipeline::agreement_of_checkpoints({first, renamed, grouped("step4", {2})});
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].adjusted_rand[2] == Approx(1));
  REQUIRE(std::isnan(tables[0].adjusted_rand[1]));
}
