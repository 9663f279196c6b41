#include "sample_page.hpp"

#include "netseam/report/traps.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace netseam;

namespace {

bool says(const report::PageModel& model, const std::string& part) {
  for (const auto& trap : report::traps(model))
    if (trap.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("a free coupling, the bracket and the bootstrap are always named", "[serial]") {
  auto model = test::block_model(2, 12, 4);
  REQUIRE(says(model, "relabelings of each other"));
  REQUIRE(says(model, "50 % of the value for half of the pairs and 50 %"));
  REQUIRE(says(model, "up to 200 resamples of the samples"));
  for (auto& checkpoint : model.checkpoint) {
    checkpoint.measure[0].free_coupling = false;
    checkpoint.measure[0].least.clear();
    checkpoint.measure[0].segmentation.resamples = 0;
  }
  REQUIRE_FALSE(says(model, "relabelings"));
  REQUIRE_FALSE(says(model, "bracket"));
  REQUIRE(says(model, "Borders have no confidence"));
}

TEST_CASE("traps name the checkpoints that they hold for", "[serial]") {
  auto model = test::block_model(3, 12, 4);
  REQUIRE_FALSE(says(model, "did not converge"));
  REQUIRE_FALSE(says(model, "The q at a border"));
  REQUIRE_FALSE(says(model, "Fewer than"));
  REQUIRE_FALSE(says(model, "No border stands out"));
  REQUIRE_FALSE(says(model, "nearly equally far apart"));
  model.checkpoint[1].measure[0].not_converged = 2;
  model.checkpoint[1].samples = 99;
  model.checkpoint[1].measure[0].segmentation.q_value = {0.01, 0.2};
  model.checkpoint[1].measure[0].segmentation.null_model = "layers in a random order";
  REQUIRE(says(model, "The q at a border"));
  REQUIRE(says(model, "Null model: layers in a random order."));
  model.checkpoint[2].measure[0].segmentation.border.clear();
  model.checkpoint[0].measure[0].value.assign(66, 0.3);
  model.checkpoint[0].measure[0].note.push_back("a note");
  model.checkpoint[1].measure[0].note.push_back("a note");
  REQUIRE(says(model, "2 pairs did not converge (checkpoints step1)"));
  REQUIRE(says(model, "Fewer than 100 samples in step1"));
  REQUIRE(says(model, "No border stands out by GW distance in step2."));
  REQUIRE(says(model, "nearly equally far apart by GW distance in step0:"));
  REQUIRE(test::count(fmt::format("{}", fmt::join(report::traps(model), "\n")),
                      "GW distance: a note (step0, step1)") == 1);
}

TEST_CASE("what an untrained p is, and where the tests disagree", "[serial]") {
  auto model = test::block_model(3, 12, 4);
  REQUIRE_FALSE(says(model, "untrained"));
  for (auto& checkpoint : model.checkpoint) {
    auto& groups = checkpoint.measure[0].segmentation;
    REQUIRE(groups.border.size() == 2);
    groups.twin_null_model = "400 resamples of 2 untrained networks";
    groups.p_value = {0.05, 0.5};
    groups.twin_p_value = {0.01, 0.06};
  }
  REQUIRE(says(model, "on the same resamples: 400 resamples of 2 untrained networks."));
  REQUIRE_FALSE(says(model, "The tests disagree"));
  model.checkpoint[1].measure[0].segmentation.twin_p_value = {0.06, 0.06};
  model.checkpoint[2].measure[0].segmentation.p_value = {0.01, 0.06};
  model.checkpoint[2].measure[0].segmentation.twin_p_value = {0.01, 0.04};
  REQUIRE(says(model, "not beyond the untrained network by GW distance in step1."));
  model.checkpoint[1].measure[0].segmentation.resamples = 18;  // p is 1/19 at least, which says nothing
  REQUIRE_FALSE(says(model, "not beyond the untrained network"));
  REQUIRE(says(model, "not beyond the null model by GW distance in step2."));
}

TEST_CASE("a trap of many checkpoints names the first ones and how many more", "[serial]") {
  auto model = test::block_model(9, 6, 3);
  for (auto& checkpoint : model.checkpoint) checkpoint.samples = 20;
  REQUIRE(says(model, "in step0, step1, step2, step3, step4, step5 and 3 more"));
}

TEST_CASE("many different notes are cut", "[serial]") {
  auto model = test::block_model(1, 6, 3);
  const std::size_t before = report::traps(model).size();
  for (int k = 0; k < 35; ++k) model.checkpoint[0].measure[0].note.push_back(fmt::format("note {}", k));
  REQUIRE(report::traps(model).size() == before + 31);
  REQUIRE(says(model, "GW distance: note 29"));
  REQUIRE_FALSE(says(model, "note 30"));
  REQUIRE(says(model, "5 more notes are in report.json."));
}
