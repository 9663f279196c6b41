#include "netseam/report/page_json.hpp"

#include "group_text.hpp"
#include "hierarchies_json.hpp"
#include "neurons_json.hpp"
#include "sculpt_json.hpp"
#include "train_section.hpp"

#include "netseam/report/traps.hpp"
#include "netseam/result_json/matrix_rows.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;

Json matrix_json(const std::vector<double>& pairs, const std::vector<double>& self, std::size_t layers) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < layers; ++row) {
    Json line = Json::array();
    for (std::size_t column = 0; column < layers; ++column) {
      const double value =
          row == column ? (self.empty() ? 0 : self[row])
                        : pairs[data::pair_index(std::min(row, column), std::max(row, column), layers)];
      line.push_back(value);  // not finite: written as null
    }
    rows.push_back(std::move(line));
  }
  return rows;
}

Json groups_json(const CheckpointPage& checkpoint, const MeasureTable& table) {
  Json list = Json::array();
  if (!table.grouped) return list;
  const auto ranges = layer_ranges(table.segmentation, checkpoint.layer.size());
  for (std::size_t g = 0; g < ranges.size(); ++g) {
    Json group = {{"layers", range_text(checkpoint.layer, ranges[g])},
                  {"first", ranges[g].first},
                  {"last", ranges[g].last},
                  {"border_confidence", nullptr}};
    if (g > 0 && g - 1 < table.segmentation.confidence.size())
      group["border_confidence"] = table.segmentation.confidence[g - 1];
    if (g > 0 && g - 1 < table.segmentation.q_value.size())
      group["border_q"] = table.segmentation.q_value[g - 1];
    if (g > 0 && g - 1 < table.segmentation.twin_p_value.size())
      group["border_twin_p"] = table.segmentation.twin_p_value[g - 1];
    list.push_back(std::move(group));
  }
  return list;
}

Json measure_json(const CheckpointPage& checkpoint, const MeasureTable& table) {
  const std::size_t layers = checkpoint.layer.size();
  Json json = {{"name", table.name},
               {"title", table.title},
               {"unit", table.unit},
               {"kind", table.kind == data::MeasureKind::distance ? "distance" : "similarity"},
               {"groups", groups_json(checkpoint, table)},
               {"resamples", table.segmentation.resamples},
               {"not_converged", table.not_converged},
               {"notes", table.note}};
  if (!table.segmentation.twin_null_model.empty())
    json["twin_null_model"] = table.segmentation.twin_null_model;
  if (!table.merge.empty()) {
    json["clustering"] = table.clustering;
    json["merges"] = Json::array();
    for (const auto& merge : table.merge)
      json["merges"].push_back({{"first", merge.first},
                                {"second", merge.second},
                                {"height", merge.height},
                                {"layers", merge.size}});
  }
  json["value"] = matrix_json(table.value, table.self, layers);
  if (!table.least.empty()) json["least"] = matrix_json(table.least, table.self, layers);
  if (!table.most.empty()) json["most"] = matrix_json(table.most, table.self, layers);
  return json;
}

Json cross_json(const data::CrossComparison& cross) {
  Json json = {{"name", cross.name},
               {"kind", cross.checkpoint ? "checkpoint" : "network"},
               {"source", cross.source},
               {"layers", cross.layer},
               {"measures", Json::array()}};
  for (const auto& measure : cross.measure) {
    Json values = {{"name", measure.name},
                   {"title", measure.title},
                   {"unit", measure.unit},
                   {"value", result_json::matrix_rows(measure.value, cross.layer.size())},
                   {"distance", result_json::matrix_rows(measure.distance, cross.layer.size())},
                   {"nearest", Json::array()},
                   {"confidence", measure.confidence},
                   {"low", measure.low},
                   {"high", measure.high},
                   {"draws", measure.draws},
                   {"notes", measure.note}};
    for (const auto nearest : measure.nearest)
      values["nearest"].push_back(nearest < 0 ? Json() : Json(nearest));
    if (!measure.lower_bound.empty())
      values["lower_bound"] = result_json::matrix_rows(measure.lower_bound, cross.layer.size());
    json["measures"].push_back(std::move(values));
  }
  return json;
}

/// Rows and columns are the checkpoints in their order.
Json agreement_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& table : model.agreement)
    list.push_back(
        {{"measure", table.measure},
         {"title", table.title},
         {"adjusted_rand_index", result_json::matrix_rows(table.adjusted_rand, model.checkpoint.size())},
         {"variation_of_information", result_json::matrix_rows(table.variation, model.checkpoint.size())}});
  return list;
}

}  // namespace

std::string page_json(const PageModel& model) {
  Json json = {{"schema", "netseam.report"}, {"schema_version", 1}, {"study", model.study}};
  json["traps"] = traps(model);
  json["problems"] = Json::array();
  for (const auto& problem : model.problem)
    json["problems"].push_back({{"checkpoint", problem.checkpoint}, {"message", problem.message}});
  json["agreement"] = agreement_json(model);
  json["checkpoints"] = Json::array();
  for (const auto& checkpoint : model.checkpoint) {
    Json page = {{"name", checkpoint.name}, {"layers", checkpoint.layer}, {"samples", checkpoint.samples}};
    if (!checkpoint.order.empty()) page["order"] = checkpoint.order;
    if (!checkpoint.order_warning.empty()) page["order_warning"] = checkpoint.order_warning;
    page["measures"] = Json::array();
    for (const auto& table : checkpoint.measure) page["measures"].push_back(measure_json(checkpoint, table));
    page["profiles"] = Json::array();
    for (const auto& profile : checkpoint.profile)
      page["profiles"].push_back({{"name", profile.name},
                                  {"title", profile.title},
                                  {"unit", profile.unit},
                                  {"source", profile.source},
                                  {"value", profile.value}});
    page["clusterings"] = Json::array();
    for (const auto& clustering : checkpoint.clustering)
      page["clusterings"].push_back({{"method", clustering.method}, {"label", clustering.label}});
    page["cross"] = Json::array();
    for (const auto& cross : checkpoint.cross) page["cross"].push_back(cross_json(cross));
    page["provenance"] = Json::object();
    for (const auto& [key, text] : checkpoint.provenance) page["provenance"][key] = text;
    json["checkpoints"].push_back(std::move(page));
  }
  json["neurons"] = neurons_json(model);
  json["hierarchy"] = hierarchies_json(model);
  json["sculpt"] = sculpt_json(model);
  json["train"] = train_json(model);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace netseam::report
