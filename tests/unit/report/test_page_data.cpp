#include "sample_page.hpp"

#include "netseam/report/html_page.hpp"
#include "netseam/report/packed_values.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace netseam;

namespace {

nlohmann::json data_of(const report::PageModel& model, std::size_t most_bytes = 1'000'000) {
  return nlohmann::json::parse(test::embedded_json(report::html_page(model, "/* library */", most_bytes)));
}

/// Checkpoints whose values of a measure are there.
std::vector<std::size_t> kept(const nlohmann::json& data, std::size_t measure) {
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < data["checkpoints"].size(); ++k)
    if (data["checkpoints"][k]["measures"][measure].contains("value")) found.push_back(k);
  return found;
}

}  // namespace

TEST_CASE("the scripts get every value packed, layer names once", "[serial]") {
  const auto model = test::block_model(5, 9, 3);
  const auto data = data_of(model);
  REQUIRE(data["layers"].size() == 1);
  REQUIRE(data["checkpoints"].size() == 5);
  const auto& table = data["checkpoints"][4]["measures"][0];
  const auto packed = report::pack_values(model.checkpoint[4].measure[0].value);
  REQUIRE(table["value"] == report::base64(packed.code));
  REQUIRE(table["low"] == 0.1);
  REQUIRE(table["high"] == packed.high);
  REQUIRE(table["border"] == std::vector<std::size_t>{3, 6});
  REQUIRE(table["words"] == std::vector<std::string>{"start identity, converged"});
  REQUIRE_FALSE(table.contains("word"));
  REQUIRE_FALSE(table.contains("most"));
  REQUIRE(data["measures"][0]["low"] == 0);  // the diagonal counts
  REQUIRE(data["measures"][0]["high"] == packed.high);
}

TEST_CASE("checkpoints may have layers and measures of their own", "[serial]") {
  auto model = test::block_model(2, 4, 2);
  model.checkpoint[1] = test::block_checkpoint("other", 6, 3);
  auto second = model.checkpoint[1].measure[0];
  second.name = "cka";
  second.kind = data::MeasureKind::similarity;
  second.self.assign(6, 1.0);
  second.most = second.value;
  second.word_of[3] = 1;
  second.word.push_back("clamped");
  second.merge = {{0, 1, 0.1, 2}, {2, 3, 0.1, 2}, {4, 5, 0.1, 2}, {6, 7, 0.2, 4}, {8, 9, 0.3, 6}};
  model.checkpoint[1].measure.push_back(second);
  const auto data = data_of(model);
  REQUIRE(data["layers"].size() == 2);
  REQUIRE(data["checkpoints"][1]["layers"] == 1);
  REQUIRE(data["measures"].size() == 2);
  REQUIRE(data["measures"][1]["high"] == 1);
  const auto& table = data["checkpoints"][1]["measures"][1];
  REQUIRE(table["measure"] == 1);
  REQUIRE(table.contains("most"));
  REQUIRE(table["word"] == "AAAAAQAAAAAAAAAAAAAA");  // 15 bytes, the fourth is 1
  REQUIRE(table["merge"].size() == 5);
  REQUIRE(table["merge"][4][2] == 0.3);
}

TEST_CASE("where the values are too many some are left out, the borders never", "[serial]") {
  auto model = test::block_model(7, 10, 5);
  for (auto& checkpoint : model.checkpoint) {
    checkpoint.measure.push_back(checkpoint.measure[0]);
    checkpoint.measure[1].name = "cka";
  }
  // one measure: 45 values of 2 bytes, brackets and words of 1, as base64 4 / 3 of it: 240
  const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5, 6};
  REQUIRE(kept(data_of(model, 14 * 240), 1) == all);
  const auto some = data_of(model, 10 * 240);
  REQUIRE(kept(some, 0) == all);
  REQUIRE(kept(some, 1) == std::vector<std::size_t>{0, 3, 6});
  REQUIRE(some["checkpoints"][1]["measures"][1]["border"] == std::vector<std::size_t>{5});
  const auto few = data_of(model, 4 * 240);
  REQUIRE(kept(few, 0) == std::vector<std::size_t>{0, 2, 4, 6});
  REQUIRE(kept(few, 1) == std::vector<std::size_t>{6});
  REQUIRE(kept(data_of(model, 0), 0) == std::vector<std::size_t>{6});
}
