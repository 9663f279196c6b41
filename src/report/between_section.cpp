#include "between_section.hpp"

#include "cross_view.hpp"
#include "rectangle_map.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

/// The last checkpoint that was compared with another network.
const CheckpointPage* last_compared(const PageModel& model) {
  const auto found = std::find_if(model.checkpoint.rbegin(), model.checkpoint.rend(), [](const auto& page) {
    return !page.cross.empty() && !page.cross.front().measure.empty();
  });
  return found == model.checkpoint.rend() ? nullptr : &*found;
}

std::string share_text(double share) {
  return std::isfinite(share) ? fmt::format("{:.0f} %", 100 * share) : "not known";
}

std::string nearest_row(const CheckpointPage& checkpoint, const data::CrossComparison& cross,
                        const data::CrossMeasure& measure, std::size_t row) {
  std::string cells = "<td>none</td><td></td><td></td>";
  if (measure.nearest[row] >= 0) {
    const auto nearest = static_cast<std::size_t>(measure.nearest[row]);
    cells = fmt::format("<td>{}</td><td>{}</td><td>{:.4g}</td>", html_text(cross.layer[nearest]),
                        share_text(measure.confidence[row]),
                        shown_values(measure)[row * cross.layer.size() + nearest]);
  }
  return fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", html_text(checkpoint.layer[row]), cells);
}

std::string nearest_table(const CheckpointPage& checkpoint, const data::CrossComparison& cross,
                          const data::CrossMeasure& measure) {
  std::string text =
      "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"Nearest layers\"><table>\n"
      "<thead><tr><th scope=\"col\">layer</th><th scope=\"col\">nearest layer there</th><th "
      "scope=\"col\">confidence</th><th scope=\"col\">value</th></tr></thead>\n<tbody "
      "id=\"cross-nearest\">\n";
  for (std::size_t row = 0; row < checkpoint.layer.size(); ++row)
    text += nearest_row(checkpoint, cross, measure, row);
  return text + "</tbody></table></div>\n";
}

std::string cross_caption(const CheckpointPage& checkpoint, const data::CrossComparison& cross,
                          const data::CrossMeasure& measure) {
  return fmt::format("{}: layers of {} against those of {}", shown_title_with_unit(measure), checkpoint.name,
                     cross.name);
}

std::string cross_figure(const PageModel& model, const CheckpointPage& checkpoint) {
  const auto& cross = checkpoint.cross.front();
  const auto& measure = cross.measure.front();
  const auto* other = other_checkpoint(model, cross);
  RectangleMap map;
  map.rows = {"layers of " + checkpoint.name, checkpoint.layer, groups_by(checkpoint, measure.name)};
  map.columns = {"layers of " + cross.name, cross.layer,
                 other == nullptr ? nullptr : groups_by(*other, measure.name)};
  map.value = shown_values(measure);
  map.marked = measure.nearest;
  map.kind = "cross";
  map.title = shown_title_with_unit(measure);
  map.label = "Heat map of " + cross_caption(checkpoint, cross, measure);
  map.id = "legend-cross";
  map.range = cross_range(model, measure.name);
  std::string text =
      "<form id=\"cross-controls\" class=\"controls\" hidden>\n"
      "<label>Measure <select id=\"cross-measure\"></select></label>\n"
      "<label>Layers of <select id=\"cross-checkpoint\"></select></label>\n"
      "<label>against <select id=\"cross-other\"></select></label>\n</form>\n";
  text += fmt::format(
      "<figure class=\"main-map\">\n<div id=\"cross-map\" class=\"scroll\">{}</div>\n<p id=\"cross-readout\" "
      "class=\"readout\" aria-live=\"polite\" hidden></p>\n",
      rectangle_map(map));
  text += fmt::format(
      "<figcaption><span id=\"cross-caption\">{}</span>. Dots: the nearest layer there. White lines: borders "
      "of the groups, of checkpoints of this study.</figcaption>\n</figure>\n",
      html_text(cross_caption(checkpoint, cross, measure)));
  text += nearest_table(checkpoint, cross, measure);
  return text +
         "<p class=\"hint\">Confidence: the share of bootstrap resamples (gw) or random halves of the "
         "samples "
         "(other measures) in which that layer alone is the nearest.</p>\n";
}

std::string agreement_figure(const PageModel& model) {
  const auto& table = model.agreement.front();
  RectangleMap map;
  for (const auto& checkpoint : model.checkpoint) map.rows.name.push_back(checkpoint.name);
  map.columns.name = map.rows.name;
  map.rows.title = map.columns.title = "checkpoints";
  map.value = table.adjusted_rand;
  map.kind = "agreement";
  map.title = "adjusted Rand index (no unit)";
  map.label = "Heat map of the adjusted Rand index of the groups of every two checkpoints, by " + table.title;
  map.id = "legend-agreement";
  map.range = {0, 1};
  for (const double value : table.adjusted_rand)
    if (std::isfinite(value)) map.range.low = std::min(map.range.low, value);
  std::string text =
      "<h3>Do checkpoints divide alike?</h3>\n<form id=\"agreement-controls\" class=\"controls\" hidden>\n"
      "<label>Groups by <select id=\"agreement-measure\"></select></label>\n</form>\n";
  text += fmt::format(
      "<figure class=\"main-map\">\n<div id=\"agreement-map\" class=\"scroll\">{}</div>\n<p "
      "id=\"agreement-readout\" class=\"readout\" aria-live=\"polite\" hidden></p>\n",
      rectangle_map(map));
  return text + fmt::format(
                    "<figcaption>Adjusted Rand index of the groups by <span "
                    "id=\"agreement-caption\">{}</span>: 1 = the same groups, also where neither is divided; "
                    "0 = what chance gives. Grey: other layers, or not grouped.</figcaption>\n</figure>\n",
                    html_text(table.title));
}

}  // namespace

std::string between_section(const PageModel& model) {
  const auto* compared = last_compared(model);
  if (compared == nullptr && model.agreement.empty()) return "";
  std::string text = "<section id=\"between\">\n<h2>Between checkpoints</h2>\n";
  if (compared != nullptr) text += cross_figure(model, *compared);
  if (!model.agreement.empty()) text += agreement_figure(model);
  return text + "</section>\n";
}

}  // namespace netseam::report
