#include "page_sections.hpp"

#include "group_text.hpp"
#include "static_charts.hpp"
#include "static_map.hpp"

#include "netseam/core/words.hpp"
#include "netseam/report/escaped_text.hpp"
#include "netseam/report/traps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace netseam::report {
namespace {

constexpr std::size_t small_maps = 12;  // more checkpoints than this: the first and the last only

const MeasureTable& main_measure(const CheckpointPage& checkpoint) { return checkpoint.measure.front(); }

/// "76 %" and, where the border was tested, its false discovery rate and its chance in the untrained twin.
std::string border_text(const MeasureTable& table, std::size_t border) {
  std::string text = confidence_text(table.segmentation, border);
  const auto& q_value = table.segmentation.q_value;
  if (border < q_value.size()) text += fmt::format(", q = {:.2g}", q_value[border]);
  const auto& twin_p_value = table.segmentation.twin_p_value;
  if (border < twin_p_value.size()) text += fmt::format(", untrained p = {:.2g}", twin_p_value[border]);
  return text;
}

std::string group_items(const CheckpointPage& checkpoint, const MeasureTable& table) {
  if (!table.grouped) return "not grouped by this measure";
  const auto ranges = layer_ranges(table.segmentation, checkpoint.layer.size());
  std::string text;
  for (std::size_t g = 0; g < ranges.size(); ++g) {
    if (g > 0)
      text += fmt::format(" <span class=\"border\">| {} |</span> ", html_text(border_text(table, g - 1)));
    text +=
        fmt::format("<span class=\"group\">{}</span>", html_text(range_text(checkpoint.layer, ranges[g])));
  }
  return text;
}

std::string group_table(const PageModel& model) {
  std::string text =
      "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"Groups of every "
      "checkpoint\"><table>\n"
      "<thead><tr><th scope=\"col\">checkpoint</th><th scope=\"col\">groups of layers, and in how many "
      "resamples the border "
      "between them is</th></tr></thead>\n<tbody>\n";
  for (const auto& checkpoint : model.checkpoint)
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_text(checkpoint.name),
                        group_items(checkpoint, main_measure(checkpoint)));
  return text + "</tbody></table></div>\n";
}

/// Every cluster as inclusive named ranges: "a to c, e | d".
std::string cluster_items(const CheckpointPage& checkpoint, const data::LayerClustering& clustering) {
  std::map<std::size_t, std::string> members;
  const auto& label = clustering.label;
  for (std::size_t first = 0, end = 0; first < label.size(); first = end) {
    end = first + 1;
    while (end < label.size() && label[end] == label[first]) ++end;
    std::string& text = members[label[first]];
    text += (text.empty() ? "" : ", ") + range_text(checkpoint.layer, {first, end - 1});
  }
  std::string text;
  for (const auto& [cluster, names] : members)
    text += fmt::format("{}<span class=\"group\">{}</span>",
                        text.empty() ? "" : " <span class=\"border\">|</span> ", html_text(names));
  return text;
}

/// "2 checkpoints, 9 layers, 2304 neurons, 16 clusters".
std::string neurons_head(const PageModel& model) {
  const auto& partition = model.neurons.back().partition.front().partition;
  return fmt::format("{}, {}, {}, {}", core::counted(model.neurons.size(), "checkpoint"),
                     core::counted(partition.layer.size(), "layer"),
                     core::counted(partition.label.size(), "neuron"),
                     core::counted(partition.cluster.size(), "cluster"));
}

}  // namespace

std::string header_section(const PageModel& model, bool scripts) {
  std::string text = fmt::format("<header>\n<h1>{}</h1>\n", html_text(model.study));
  if (!model.checkpoint.empty())
    text += fmt::format("<p>Where a trained network divides: {}, {}, {}.</p>\n",
                        core::counted(model.checkpoint.size(), "checkpoint"),
                        core::counted(model.checkpoint.back().layer.size(), "layer"),
                        core::counted(model.checkpoint.back().samples, "sample"));
  if (!model.neurons.empty())
    text += fmt::format("<p>Which neurons work together: {}.</p>\n", neurons_head(model));
  if (!model.hierarchy.empty()) {
    std::size_t networks = 0;
    for (const auto& page : model.hierarchy) networks += page.network.size();
    text += fmt::format("<p>Modules of pruned networks: {}, {}.</p>\n",
                        core::counted(model.hierarchy.size(), model.of_tasks ? "task" : "checkpoint"),
                        core::counted(networks, "network"));
  }
  if (!model.train.empty()) {
    std::size_t networks = 0;
    for (const auto& page : model.train) networks += page.trained.network.size();
    text += fmt::format("<p>Networks that were trained: {}, {}.</p>\n",
                        core::counted(model.train.size(), "task"), core::counted(networks, "network"));
  }
  if (model.checkpoint.empty()) return text + "</header>\n<main>\n";
  if (scripts)
    text +=
        "<noscript><p class=\"hint\">Scripts are off: the page shows its main figures; with scripts every "
        "measure and checkpoint can be chosen and read cell by cell.</p></noscript>\n";
  else
    text +=
        "<p class=\"hint\">This program was built without d3: the page shows its main figures only.</p>\n";
  return text + "</header>\n<main>\n";
}

std::string problems_section(const PageModel& model) {
  if (model.problem.empty()) return "";
  std::string text = "<section id=\"problems\" role=\"alert\">\n<h2>Results that are not shown</h2>\n<ul>\n";
  for (const auto& problem : model.problem)
    text += fmt::format("<li><strong>{}</strong>: {}</li>\n", html_text(problem.checkpoint),
                        html_text(problem.message));
  return text + "</ul>\n</section>\n";
}

/// That the order of layers is a guess, once for the newest checkpoint of which it is.
std::string order_warnings(const PageModel& model) {
  for (auto checkpoint = model.checkpoint.rbegin(); checkpoint != model.checkpoint.rend(); ++checkpoint)
    if (!checkpoint->order_warning.empty())
      return fmt::format("<p class=\"warning\" role=\"alert\"><strong>{}</strong>: {}</p>\n",
                         html_text(checkpoint->name), html_text(checkpoint->order_warning));
  return "";
}

std::string map_section(const PageModel& model) {
  const auto& last = model.checkpoint.back();
  const auto& table = main_measure(last);
  std::string text =
      "<section>\n<h2>How far apart the layers are</h2>\n" + order_warnings(model) +
      "<form id=\"controls\" class=\"controls\" hidden>\n"
      "<label>Measure <select id=\"measure\"></select></label>\n"
      "<label>Checkpoint <select id=\"checkpoint\"></select></label>\n"
      "<span class=\"buttons\"><button type=\"button\" id=\"previous\">Previous</button> <button "
      "type=\"button\" "
      "id=\"next\">Next</button></span>\n"
      "<label><input type=\"checkbox\" id=\"own-scale\"> colours for this checkpoint "
      "alone</label>\n</form>\n";
  MapStyle style;
  style.range = shared_range(model, table.name);
  style.id = "legend-main";
  text += fmt::format(
      "<figure class=\"main-map\">\n<div id=\"map\" class=\"scroll\">{}</div>\n<p id=\"readout\" "
      "class=\"readout\" "
      "aria-live=\"polite\" "
      "hidden></p>\n",
      static_map(last, table, style));
  text += fmt::format(
      "<figcaption><span id=\"map-caption\">{}, checkpoint {}</span>. White lines: borders of the groups, "
      "with the "
      "share of bootstrap resamples that have the same border.</figcaption>\n</figure>\n",
      html_text(title_with_unit(table)), html_text(last.name));
  text += fmt::format("<p id=\"groups\"><strong>Groups:</strong> <span id=\"group-list\">{}</span></p>\n",
                      group_items(last, table));
  text +=
      "<p id=\"save\" hidden><button type=\"button\" id=\"save-svg\">Save figure as SVG</button> <button "
      "type=\"button\" "
      "id=\"save-csv\">Numbers as CSV</button> <button type=\"button\" id=\"save-json\">Numbers as "
      "JSON</button></p>\n";
  return text + "</section>\n";
}

std::string small_maps_section(const PageModel& model) {
  if (model.checkpoint.size() < 2) return "";
  const bool all = model.checkpoint.size() <= small_maps;
  std::string text = fmt::format("<section>\n<h2>{}</h2>\n<div class=\"small-maps\">\n",
                                 all ? "Every checkpoint" : "The first and the last checkpoint");
  const std::string& measure = main_measure(model.checkpoint.back()).name;
  MapStyle style{150, false, "", shared_range(model, measure)};
  for (std::size_t k = 0; k < model.checkpoint.size(); ++k) {
    if (!all && k > 0 && k + 1 < model.checkpoint.size()) continue;
    const auto& checkpoint = model.checkpoint[k];
    text += fmt::format("<figure data-checkpoint=\"{}\">{}<figcaption>{}</figcaption></figure>\n", k,
                        static_map(checkpoint, main_measure(checkpoint), style), html_text(checkpoint.name));
  }
  text += fmt::format("</div>\n<p class=\"hint\">{}, the same colours in all checkpoints.</p>\n",
                      html_text(title_with_unit(main_measure(model.checkpoint.back()))));
  return text + "</section>\n";
}

std::string borders_section(const PageModel& model) {
  std::string text = "<section>\n<h2>Borders over checkpoints</h2>\n";
  if (model.checkpoint.size() > 1)
    text += fmt::format(
        "<figure>\n<div id=\"border-chart\" class=\"scroll\">{}</div>\n<figcaption>A bar stands where a "
        "group of layers begins "
        "({}); dark: in all resamples, light: in few.</figcaption>\n</figure>\n",
        border_chart(model), html_text(main_measure(model.checkpoint.back()).title));
  return text + group_table(model) + "</section>\n";
}

std::string clusters_section(const PageModel& model) {
  const auto& last = model.checkpoint.back();
  const bool dendrogram = std::any_of(model.checkpoint.begin(), model.checkpoint.end(), [](const auto& page) {
    return std::any_of(page.measure.begin(), page.measure.end(),
                       [](const auto& table) { return !table.merge.empty(); });
  });
  std::string text;
  if (!last.clustering.empty()) {
    text += fmt::format(
        "<section id=\"clusters\">\n<h2>Groups that need not be contiguous</h2>\n<p class=\"hint\">{}, "
        "checkpoint "
        "{}.</p>\n<div class=\"scroll\"><table>\n",
        html_text(main_measure(last).title), html_text(last.name));
    for (const auto& clustering : last.clustering)
      text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_text(clustering.method),
                          cluster_items(last, clustering));
    text += "</table></div>\n</section>\n";
  }
  if (dendrogram)
    text +=
        "<section id=\"dendrogram-section\" hidden>\n<h2>Dendrogram</h2>\n<figure>\n<div id=\"dendrogram\" "
        "class=\"scroll\"></div>\n"
        "<figcaption id=\"dendrogram-caption\"></figcaption>\n</figure>\n</section>\n";
  return text;
}

std::string profiles_section(const PageModel& model) {
  const auto& last = model.checkpoint.back();
  if (last.profile.empty()) return "";
  std::string text = "<section>\n<h2>Profiles of the layers</h2>\n<div id=\"profiles\">\n";
  for (const auto& profile : last.profile)
    text += fmt::format("<figure><div class=\"scroll\">{}</div><figcaption>{} ({})</figcaption></figure>\n",
                        profile_chart(last, profile), html_text(profile.title), html_text(profile.unit));
  return text + fmt::format(
                    "</div>\n<p class=\"hint\">Checkpoint <span "
                    "id=\"profiles-checkpoint\">{}</span>.</p>\n</section>\n",
                    html_text(last.name));
}

std::string traps_section(const PageModel& model) {
  if (model.checkpoint.empty()) return "";
  std::string text = "<section id=\"traps\">\n<h2>What to keep in mind</h2>\n<ul>\n";
  for (const auto& trap : traps(model)) text += fmt::format("<li>{}</li>\n", html_text(trap));
  return text + "</ul>\n</section>\n";
}

}  // namespace netseam::report
