#include "hierarchies_section.hpp"

#include "cluster_colours.hpp"
#include "network_picture.hpp"
#include "rates_table.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/words.hpp"
#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace netseam::report {
namespace {

constexpr std::size_t most_drawn = 12, most_on_page = 60, most_faults = 50;

/// How many networks have how many modules.
std::string counts_table(const HierarchiesPage& page) {
  std::map<std::size_t, std::size_t> networks;
  for (const auto& network : page.network)
    if (network.fault.empty()) ++networks[data::module_count(network.modules)];
  std::string text =
      "<table class=\"numbers\">\n<thead><tr><th scope=\"col\">modules</th><th "
      "scope=\"col\">networks</th></tr></thead>\n<tbody>\n";
  for (const auto& [modules, count] : networks)
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", modules, count);
  return text + "</tbody></table>\n";
}

/// What other choices change, in the order in which they were tried; orders of units are one.
std::string variants_list(const HierarchiesPage& page) {
  std::vector<std::pair<std::string, std::size_t>> changed;
  std::size_t networks = 0;
  const auto add = [&](const std::string& name, bool differs) {
    auto at = std::ranges::find(changed, name, &std::pair<std::string, std::size_t>::first);
    if (at == changed.end()) at = changed.insert(changed.end(), {name, 0});
    at->second += differs ? 1 : 0;
  };
  for (const auto& network : page.network) {
    if (!network.fault.empty()) continue;
    ++networks;
    add("units in another order (ties)", data::sensitive_to_ties(network.modules));
    for (const auto& variant : network.modules.variant)
      if (!variant.name.starts_with("unit order")) add(variant.name, variant.modules_differ);
  }
  std::string text;
  for (const auto& [name, count] : changed)
    text += fmt::format("<li>{}: other modules in {} of {}</li>\n", html_text(name), count, networks);
  return "<details open><summary>How firm is it? What other choices change</summary>\n<ul>\n" + text +
         "</ul></details>\n";
}

std::string faults_list(const HierarchiesPage& page) {
  std::string text;
  std::size_t faults = 0;
  for (const auto& network : page.network)
    if (!network.fault.empty() && ++faults <= most_faults)
      text += fmt::format("<li class=\"warning\">{}</li>\n", html_text(network.fault));
  if (faults > most_faults)
    text += fmt::format("<li>{} more; report.json has all</li>\n", faults - most_faults);
  return faults == 0 ? ""
                     : fmt::format("<p>{} networks without modules:</p>\n<ul class=\"remarks\">\n{}</ul>\n",
                                   faults, text);
}

/// Every warning of an order that is a guess once.
std::string order_list(const HierarchiesPage& page) {
  std::set<std::string> warnings;
  for (const auto& network : page.network)
    if (!network.order_warning.empty()) warnings.insert(network.order_warning);
  std::string text;
  std::size_t shown = 0;
  for (const auto& warning : warnings)
    if (++shown <= most_faults) text += fmt::format("<li class=\"warning\">{}</li>\n", html_text(warning));
  return text.empty() ? "" : "<ul class=\"remarks\">\n" + text + "</ul>\n";
}

std::string network_figures(const data::NetworkHierarchy& network) {
  const std::string picture = network_picture(network), graph = module_graph(network);
  std::string text = fmt::format(
      "<h4>{}</h4>\n<p>Units {}; <strong>{} modules</strong>{}.</p>\n", html_text(network.name),
      fmt::join(network.units, "-"), data::module_count(network.modules),
      data::sensitive_to_ties(network.modules) ? ", which another order of the units changes" : "");
  if (picture.empty()) text += "<p class=\"hint\">Too large to be drawn.</p>\n";
  for (const auto& [drawing, caption] :
       {std::pair(picture,
                  "What pruning left: units in the colours of their modules, framed by module; inputs on the "
                  "left."),
        std::pair(graph, "Modules, each where it begins, and the edges between them; thicker: more.")})
    if (!drawing.empty())
      text +=
          fmt::format("<figure>\n<div class=\"scroll\">{}</div>\n<figcaption>{}</figcaption>\n</figure>\n",
                      drawing, caption);
  return text;
}

std::string checkpoint_details(const HierarchiesPage& page, std::size_t allowed, bool open) {
  std::string text =
      fmt::format("<details class=\"neurons\"{}>\n<summary>{}: {}</summary>\n", open ? " open" : "",
                  html_text(page.checkpoint), core::counted(page.network.size(), "network"));
  text += counts_table(page);
  if (!page.rate.empty()) text += rates_table(page.rate);
  text += order_list(page) + variants_list(page) + faults_list(page);
  std::size_t drawn = 0, with_modules = 0;
  for (const auto& network : page.network) {
    if (!network.fault.empty()) continue;
    ++with_modules;
    if (drawn < allowed) {
      text += network_figures(network);
      ++drawn;
    }
  }
  if (drawn < with_modules)
    text += fmt::format("<p class=\"hint\">{} of {} networks are drawn; report.json has all.</p>\n", drawn,
                        with_modules);
  return text + "</details>\n";
}

bool fits(const data::NetworkHierarchy& network) {
  const auto& modules = network.modules;
  const std::size_t layers = network.units.size(), count = data::module_count(modules);
  if (!network.fault.empty()) return true;
  bool good = layers >= 2 && modules.kept.size() == layers && modules.module.size() == layers &&
              modules.cluster.size() == layers && network.edge.size() + 1 == layers;
  for (std::size_t l = 0; good && l < layers; ++l) {
    const std::size_t units = modules.kept[l].size();
    good = units > 0 && modules.module[l].size() == units && modules.cluster[l].size() == units;
    if (good && l + 1 < layers)
      for (const auto& [source, target] : network.edge[l])
        good = good && source < units && target < modules.kept[l + 1].size();
  }
  for (const auto& edge : modules.edge) good = good && edge.from < count && edge.to < count && edge.edges > 0;
  return good;
}

}  // namespace

std::string hierarchies_section(const PageModel& model) {
  if (model.hierarchy.empty()) return "";
  std::string text = "<section id=\"hierarchy\">\n<h2>Modules of pruned networks</h2>\n";
  if (model.neurons.empty()) text += cluster_patterns();
  text +=
      "<p class=\"hint\">Units of a layer that lead to the same units behind them are a cluster; clusters of "
      "neighbouring "
      "layers that have nearly all their edges with each other are one module.</p>\n";
  const std::size_t allowed = std::clamp<std::size_t>(most_on_page / model.hierarchy.size(), 1, most_drawn);
  for (std::size_t k = 0; k < model.hierarchy.size(); ++k)
    text += checkpoint_details(model.hierarchy[k], allowed, k + 1 == model.hierarchy.size());
  return text + "</section>\n";
}

void require_hierarchies(const PageModel& model) {
  for (const auto& page : model.hierarchy)
    for (const auto& network : page.network)
      if (!fits(network))
        throw core::InternalError(
            fmt::format("report: {}: {}: parts of the modules do not fit", page.checkpoint, network.name));
}

}  // namespace netseam::report
