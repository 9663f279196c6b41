#include "page_data.hpp"

#include "cross_data.hpp"
#include "kept_values.hpp"
#include "static_map.hpp"

#include "netseam/report/packed_values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

Json end_json(const PackedValues& values, const std::vector<double>& end, BracketEnd which) {
  const PackedEnd packed = pack_end(values, end, which);
  return {{"step", packed.step}, {"code", base64(packed.code)}};
}

void add_values(Json& json, const MeasureTable& table) {
  const PackedValues values = pack_values(table.value);
  json["low"] = values.low;
  json["high"] = values.high;
  json["value"] = base64(values.code);
  if (!table.least.empty()) json["least"] = end_json(values, table.least, BracketEnd::lower);
  if (!table.most.empty()) json["most"] = end_json(values, table.most, BracketEnd::upper);
  if (!table.self.empty()) json["self"] = table.self;
  json["words"] = table.word;
  const bool one_word =
      std::all_of(table.word_of.begin(), table.word_of.end(), [](std::uint8_t code) { return code == 0; });
  if (!one_word) json["word"] = base64(table.word_of);
  if (table.merge.empty()) return;
  json["clustering"] = table.clustering;
  json["merge"] = Json::array();
  for (const auto& merge : table.merge) json["merge"].push_back({merge.first, merge.second, merge.height});
}

Json measure_json(const MeasureTable& table, std::size_t index, bool with_values) {
  Json json = {{"measure", index}};
  if (with_values) add_values(json, table);
  json["border"] = table.segmentation.border;
  json["confidence"] = table.segmentation.confidence;
  if (!table.segmentation.q_value.empty()) json["q"] = table.segmentation.q_value;
  if (!table.segmentation.twin_p_value.empty()) json["twin_p"] = table.segmentation.twin_p_value;
  if (!table.grouped) json["grouped"] = false;
  json["resamples"] = table.segmentation.resamples;
  return json;
}

/// Index of `wanted` in `list`, which it joins if it is not there.
template <class Value>
std::size_t index_in(std::vector<Value>& list, const Value& wanted) {
  const auto found = std::find(list.begin(), list.end(), wanted);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(wanted);
  return list.size() - 1;
}

Json measure_head(const PageModel& model, const MeasureTable& table) {
  const ColourRange range = shared_range(model, table.name);
  return {
      {"name", table.name}, {"title", table.title},
      {"unit", table.unit}, {"kind", table.kind == data::MeasureKind::distance ? "distance" : "similarity"},
      {"low", range.low},   {"high", range.high}};
}

}  // namespace

std::string page_data(const PageModel& model, std::size_t most_bytes) {
  const std::size_t count = model.checkpoint.size();
  std::vector<std::vector<std::string>> layers;
  std::vector<std::string> measures;
  Json json = {{"study", model.study}, {"layers", nullptr}, {"measures", Json::array()}};
  json["checkpoints"] = Json::array();
  const std::size_t taken = add_cross(model, most_bytes / 3, layers, json);
  const KeptValues kept = kept_values(model, most_bytes - std::min(taken, most_bytes));
  for (std::size_t k = 0; k < count; ++k) {
    const auto& checkpoint = model.checkpoint[k];
    Json page = {{"name", checkpoint.name},
                 {"layers", index_in(layers, checkpoint.layer)},
                 {"samples", checkpoint.samples},
                 {"measures", Json::array()},
                 {"profiles", Json::array()}};
    for (std::size_t m = 0; m < checkpoint.measure.size(); ++m) {
      const auto& table = checkpoint.measure[m];
      const std::size_t before = measures.size(), index = index_in(measures, table.name);
      if (index == before) json["measures"].push_back(measure_head(model, table));
      page["measures"].push_back(measure_json(table, index, kept.keeps(k, m, count)));
    }
    for (const auto& profile : checkpoint.profile)
      page["profiles"].push_back(
          {{"title", profile.title}, {"unit", profile.unit}, {"value", profile.value}});
    json["checkpoints"].push_back(std::move(page));
  }
  json["layers"] = layers;
  // names come from foreign files: what is not UTF-8 must not stop the page
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace netseam::report
