#include "group_agreement.hpp"
#include "layers_schema.hpp"
#include "pair_matrix.hpp"
#include "summary_figures.hpp"

#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/artifact/order_words.hpp"
#include "netseam/result_json/matrix_rows.hpp"

#include <nlohmann/json.hpp>

namespace netseam::artifact {
namespace {

using Json = nlohmann::ordered_json;

Json layers_json(const data::LayerDistances& layers) {
  Json list = Json::array();
  for (std::size_t layer = 0; layer < layers.name.size(); ++layer) {
    list.push_back(
        {{"name", layers.name[layer]}, {"points", layers.points[layer]}, {"width", layers.width[layer]}});
    if (layers.has_gw) list.back()["scale"] = layers.scale[layer];
  }
  return list;
}

Json groups_json(const data::LayerDistances& layers, const data::Segmentation& groups) {
  Json list = Json::array();
  for (const GroupRange& range : group_ranges(groups, layers.name.size())) {
    Json group = {{"first", range.first},
                  {"last", range.last},
                  {"first_layer", layers.name[range.first]},
                  {"last_layer", layers.name[range.last]}};
    group["border_confidence"] = range.border_confidence ? Json(*range.border_confidence) : Json();
    group["border_q_value"] = range.border_q_value ? Json(*range.border_q_value) : Json();
    if (range.border_twin_p_value) group["border_twin_p_value"] = *range.border_twin_p_value;
    list.push_back(group);
  }
  return list;
}

Json pairs_json(const data::LayerDistances& layers) {
  const PairFigures figures = pair_figures(layers);
  Json json = {{"count", layers.pair.size()}, {"not_converged", figures.not_converged}};
  for (std::size_t start = 0; start < figures.won.size(); ++start)
    json["starts_that_won"][std::string(start_names[start])] = figures.won[start];
  if (!layers.pair.empty())
    json["lower_bound_over_loss"] = {{"median", figures.median_ratio},
                                     {"least", figures.smallest_ratio},
                                     {"least_pair", {figures.first, figures.second}}};
  return json;
}

void add_twin_null(Json& json, const data::Segmentation& groups) {
  if (!groups.twin_null_model.empty()) json["twin_null_model"] = groups.twin_null_model;
}

/// What one measure beside Gromov-Wasserstein says; NaN becomes null.
Json measure_json(const data::LayerDistances& layers, const data::MeasureMatrix& measure) {
  const std::size_t count = layers.name.size();
  auto value = symmetric_matrix<double>(count, measure.value);
  for (std::size_t layer = 0; layer < count; ++layer) value[layer * count + layer] = measure.self[layer];
  Json json = {{"title", measure.title},
               {"unit", measure.unit},
               {"kind", measure.kind == data::MeasureKind::distance ? "distance" : "similarity"},
               {"value", result_json::matrix_rows(value, count)},
               {"notes", measure.note},
               {"groups", groups_json(layers, measure.segmentation)},
               {"resamples", measure.segmentation.resamples}};
  add_twin_null(json, measure.segmentation);
  return json;
}

Json profiles_json(const data::LayerDistances& layers) {
  Json json = Json::object();
  for (const auto& profile : layers.profile)
    json[profile.name] = {{"title", profile.title},
                          {"unit", profile.unit},
                          {"source", profile.source},
                          {"value", profile.value}};
  return json;
}

Json clusterings_json(const data::LayerDistances& layers) {
  Json json = Json::object();
  for (const auto& clustering : layers.clustering)
    json[clustering.method] = {{"label", clustering.label},
                               {"criterion_name", clustering.criterion_name},
                               {"criterion", clustering.criterion},
                               {"silhouette", clustering.silhouette}};
  return json;
}

Json target_json(const data::TargetComparison& target) {
  Json json = {{"kind", target.labels ? "labels" : "numbers"}, {"width", target.width}};
  if (target.labels) json["most_common"] = target.most_common;
  json["measures"] = Json::object();
  for (const auto& measure : target.measure) {
    Json values = {{"title", measure.title},       {"unit", measure.unit}, {"value", measure.value},
                   {"distance", measure.distance}, {"low", measure.low},   {"high", measure.high},
                   {"notes", measure.note}};
    if (!measure.lower_bound.empty()) values["lower_bound"] = measure.lower_bound;
    if (!measure.identity.empty()) values["identity"] = measure.identity;
    json["measures"][measure.name] = values;
  }
  const auto& readout = target.readout;
  json["readout"] = {{"r2", readout.r2}, {"r2_low", readout.r2_low}, {"r2_high", readout.r2_high}};
  if (target.labels) {
    json["readout"]["accuracy"] = readout.accuracy;
    json["readout"]["accuracy_low"] = readout.accuracy_low;
    json["readout"]["accuracy_high"] = readout.accuracy_high;
  }
  json["readout"]["notes"] = readout.note;
  json["warnings"] = target.warning;
  return json;
}

Json cross_json(const data::CrossComparison& cross) {
  Json json = {{"kind", cross.checkpoint ? "checkpoint" : "network"},
               {"source", cross.source},
               {"layers", cross.layer},
               {"measures", Json::object()}};
  const std::size_t there = cross.layer.size();
  for (const auto& measure : cross.measure) {
    Json values = {{"title", measure.title},
                   {"unit", measure.unit},
                   {"value", result_json::matrix_rows(measure.value, there)},
                   {"distance", result_json::matrix_rows(measure.distance, there)},
                   {"nearest", Json::array()},
                   {"confidence", measure.confidence},
                   {"low", measure.low},
                   {"high", measure.high},
                   {"draws", measure.draws},
                   {"notes", measure.note}};
    for (const auto nearest : measure.nearest)
      values["nearest"].push_back(nearest < 0 ? Json() : Json(nearest));
    if (!measure.lower_bound.empty()) {
      values["lower_bound"] = result_json::matrix_rows(measure.lower_bound, there);
      values["identity"] = result_json::matrix_rows(measure.identity, there);
    }
    json["measures"][measure.name] = values;
  }
  return json;
}

/// The matrices that only Gromov-Wasserstein has.
void add_gw(Json& json, const data::LayerDistances& layers) {
  const std::size_t count = layers.name.size();
  json["pairs"] = pairs_json(layers);
  json["gw_notes"] = layers.gw_note;
  json["gw_distance"] = result_json::matrix_rows(gw_distance_matrix(layers), count);
  json["loss"] = result_json::matrix_rows(field_matrix(layers, &data::PairDistance::loss), count);
  json["lower_bound"] =
      result_json::matrix_rows(field_matrix(layers, &data::PairDistance::lower_bound), count);
  json["identity"] = result_json::matrix_rows(field_matrix(layers, &data::PairDistance::identity), count);
}

}  // namespace

std::string summary_json(const LayersFile& file) {
  const auto& layers = file.layers;
  if (layers.has_gw) require_all_pairs(layers);
  Json json;
  json["schema"] = layers_schema;
  json["schema_version"] = layers_schema_version;
  json["order"] = layers.order ? Json(data::name_of(*layers.order)) : Json();
  if (const auto warning = order_warning(layers); !warning.empty()) json["order_warning"] = warning;
  json["layers"] = layers_json(layers);
  json["samples"] = layers.sample.size();
  for (const auto& [name, field] : convention_fields()) json["convention"][name] = file.convention.*field;
  json["grouped"] = layers.grouped;
  json["groups"] = groups_json(layers, layers.segmentation);
  json["border_frequency"] = layers.segmentation.border_frequency;
  json["criterion"] = layers.segmentation.criterion;
  json["cost"] = layers.segmentation.cost;
  json["resamples"] = layers.segmentation.resamples;
  add_twin_null(json, layers.segmentation);
  if (layers.has_gw) add_gw(json, layers);
  json["measures"] = Json::object();
  for (const auto& measure : layers.measure) json["measures"][measure.name] = measure_json(layers, measure);
  json["profiles"] = profiles_json(layers);
  json["clusterings"] = clusterings_json(layers);
  json["agreement"] = Json::object();
  for (const auto& other : group_agreements(layers))
    json["agreement"][other.name] = {{"adjusted_rand_index", other.adjusted_rand_index},
                                     {"variation_of_information", other.variation_of_information}};
  json["targets"] = Json::object();
  for (const auto& target : layers.target) json["targets"][target.name] = target_json(target);
  json["cross"] = Json::object();
  for (const auto& cross : layers.cross) json["cross"][cross.name] = cross_json(cross);
  json["provenance"] = Json::object();
  for (const auto& [name, text] : file.provenance.entries) json["provenance"][name] = text;
  // names come from foreign files: what is not UTF-8 must not stop the output
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace netseam::artifact
