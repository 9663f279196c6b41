#include "netseam/report/html_page.hpp"

#include "between_section.hpp"
#include "embedded_texts.hpp"
#include "hierarchies_section.hpp"
#include "neurons_section.hpp"
#include "page_data.hpp"
#include "page_sections.hpp"
#include "sculpt_section.hpp"
#include "targets_section.hpp"
#include "train_section.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

namespace netseam::report {
namespace {

void require(bool holds, const std::string& what) {
  if (!holds) throw core::InternalError("report: " + what);
}

void check(const CheckpointPage& checkpoint) {
  const std::size_t layers = checkpoint.layer.size();
  require(layers > 0, checkpoint.name + ": no layers");
  require(!checkpoint.measure.empty(), checkpoint.name + ": no measure");
  for (const auto& table : checkpoint.measure) {
    const auto fits = [&](std::size_t length, std::size_t wanted, bool may_be_empty) {
      require(
          length == wanted || (may_be_empty && length == 0),
          fmt::format("{}: {}: found {} values, expected {}", checkpoint.name, table.name, length, wanted));
    };
    const std::size_t pairs = data::pair_count(layers);
    fits(table.value.size(), pairs, false);
    fits(table.self.size(), layers, true);
    fits(table.least.size(), pairs, true);
    fits(table.most.size(), pairs, true);
    fits(table.word_of.size(), pairs, table.word.empty());
    fits(table.merge.size(), layers - 1, true);
    for (const std::uint8_t word : table.word_of)
      require(word < table.word.size(), checkpoint.name + ": unknown word of a pair");
    for (const std::size_t border : table.segmentation.border)
      require(border > 0 && border < layers, checkpoint.name + ": border outside the layers");
  }
  for (const auto& clustering : checkpoint.clustering)
    require(clustering.label.size() == layers,
            checkpoint.name + ": " + clustering.method + ": one label for each layer");
  for (const auto& profile : checkpoint.profile)
    require(profile.value.size() == layers,
            checkpoint.name + ": " + profile.name + ": one value for each layer");
  for (const auto& target : checkpoint.target) {
    const std::string what = checkpoint.name + ": target " + target.name + ": one value for each layer";
    const auto one_each = [&](const std::vector<double>& values) { require(values.size() == layers, what); };
    const auto& readout = target.readout;
    for (const auto& measure : target.measure)
      for (const auto* values : {&measure.distance, &measure.low, &measure.high}) one_each(*values);
    for (const auto* values : {&readout.r2, &readout.r2_low, &readout.r2_high}) one_each(*values);
    if (target.labels)
      for (const auto* values : {&readout.accuracy, &readout.accuracy_low, &readout.accuracy_high})
        one_each(*values);
  }
}

/// That comparisons with other networks and agreements fit the checkpoints.
void check_between(const PageModel& model) {
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& cross : checkpoint.cross) {
      const std::size_t here = checkpoint.layer.size(), pairs = here * cross.layer.size();
      for (const auto& measure : cross.measure) {
        bool fits = pairs > 0 && measure.value.size() == pairs && measure.distance.size() == pairs &&
                    measure.nearest.size() == here && measure.confidence.size() == here &&
                    (measure.lower_bound.empty() || measure.lower_bound.size() == pairs);
        for (const auto nearest : measure.nearest)
          fits = fits && nearest >= -1 && nearest < static_cast<std::int64_t>(cross.layer.size());
        require(fits, fmt::format("{}: against {}: {} does not fit the layers", checkpoint.name, cross.name,
                                  measure.name));
      }
    }
  const std::size_t every_two = model.checkpoint.size() * model.checkpoint.size();
  for (const auto& table : model.agreement)
    require(table.adjusted_rand.size() == every_two && table.variation.size() == every_two,
            "agreement by " + table.measure + ": one value for every two checkpoints");
}

std::string scripts(const PageModel& model, std::string_view d3, std::size_t most_bytes) {
  // scripts are for layer distances only
  if (d3.empty() || model.checkpoint.empty()) return "";
  std::string text = "<script type=\"application/json\" id=\"page-data\">";
  text += script_json(page_data(model, most_bytes));
  text += "</script>\n<script>";
  text += script_source(d3);
  text += "</script>\n<script>\n(function () {\n\"use strict\";\n";
  for (const std::string_view part : {embedded::page_data_js, embedded::heat_map_js, embedded::charts_js,
                                      embedded::between_js, embedded::page_js})
    text += script_source(part);
  return text + "}());\n</script>\n";
}

/// "layer groups, neuron clusters, training and modules", as far as they are there.
std::string contents_of(const PageModel& model) {
  std::vector<std::string> parts;
  if (!model.checkpoint.empty()) parts.emplace_back("layer groups");
  if (!model.neurons.empty()) parts.emplace_back("neuron clusters");
  if (!model.train.empty()) parts.emplace_back("training");
  if (!model.hierarchy.empty() || !model.sculpt.empty()) parts.emplace_back("modules");
  std::string text = parts.front();
  for (std::size_t k = 1; k < parts.size(); ++k) text += (k + 1 < parts.size() ? ", " : " and ") + parts[k];
  return text;
}

std::string layer_sections(const PageModel& model) {
  return map_section(model) + small_maps_section(model) + borders_section(model) + between_section(model) +
         clusters_section(model) + profiles_section(model) + targets_section(model);
}

}  // namespace

std::string html_page(const PageModel& model, std::string_view d3, std::size_t most_bytes) {
  require(!model.checkpoint.empty() || !model.neurons.empty() || !model.hierarchy.empty() ||
              !model.sculpt.empty() || !model.train.empty(),
          "no checkpoint");
  for (const auto& checkpoint : model.checkpoint) check(checkpoint);
  check_between(model);
  require_neurons(model);
  require_hierarchies(model);
  require_sculpted(model);
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  // nothing is loaded: whatever a name may hold, it has nowhere to go
  page +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'unsafe-inline'; "
      "style-src 'unsafe-inline'; img-src data: blob:\">\n";
  page += fmt::format("<title>{}: {}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n",
                      html_text(model.study), contents_of(model));
  page += embedded::page_css;
  page += "</style>\n</head>\n<body>\n";
  page += header_section(model, !d3.empty());
  page += problems_section(model);
  if (!model.checkpoint.empty()) page += layer_sections(model);
  page += neurons_section(model) + train_section(model) + sculpt_section(model) + hierarchies_section(model);
  page += traps_section(model);
  page += provenance_section(model);
  page += "</main>\n";
  page += scripts(model, d3, most_bytes);
  return page + "</body>\n</html>\n";
}

std::string_view embedded_d3() { return embedded::d3_js; }

}  // namespace netseam::report
