#include "network_picture.hpp"

#include "cluster_colours.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace netseam::report {
namespace {

constexpr std::size_t most_units = 60, most_edges = 1500;
constexpr double column = 110, row = 20, square = 14, margin = 26;

struct Point {
  double x = 0, y = 0;
};

std::string layer_name(const data::NetworkHierarchy& network, std::size_t layer) {
  if (layer == 0) return "inputs";
  return layer + 1 == network.units.size() ? "outputs" : fmt::format("layer {}", layer);
}

std::size_t widest_layer(const data::NetworkHierarchy& network) {
  std::size_t widest = 0;
  for (const auto& kept : network.modules.kept) widest = std::max(widest, kept.size());
  return widest;
}

/// Where each unit of a layer stands: sorted by module, in the middle of the height.
std::vector<Point> places_of(const data::NetworkHierarchy& network, std::size_t layer) {
  const auto& module = network.modules.module[layer];
  std::vector<std::size_t> order(module.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t unit) { return module[unit]; });
  const double top = margin + row * static_cast<double>(widest_layer(network) - module.size()) / 2;
  std::vector<Point> places(module.size());
  for (std::size_t at = 0; at < order.size(); ++at)
    places[order[at]] = {margin + column * static_cast<double>(layer), top + row * static_cast<double>(at)};
  return places;
}

std::string edge_lines(const data::NetworkHierarchy& network, const std::vector<std::vector<Point>>& places) {
  std::string text = "<g stroke=\"#999\" stroke-width=\"0.8\">";
  for (std::size_t l = 0; l < network.edge.size(); ++l)
    for (const auto& [source, target] : network.edge[l])
      text += fmt::format(R"svg(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)svg",
                          places[l][source].x + square, places[l][source].y + square / 2,
                          places[l + 1][target].x, places[l + 1][target].y + square / 2);
  return text + "</g>";
}

/// Units and the frames of the modules of one layer.
std::string layer_units(const data::NetworkHierarchy& network, std::size_t layer,
                        const std::vector<Point>& places) {
  const auto& modules = network.modules;
  std::string text;
  for (std::size_t m = 0; m < data::module_count(modules); ++m) {
    double first = HUGE_VAL, last = -HUGE_VAL;
    for (std::size_t u = 0; u < places.size(); ++u)
      if (modules.module[layer][u] == m) {
        first = std::min(first, places[u].y);
        last = std::max(last, places[u].y);
      }
    if (first > last) continue;
    text += fmt::format(
        R"svg(<rect class="frame" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3" fill="#fff" stroke="#555"/>)svg",
        places.front().x - 3, first - 2.5, square + 6, last - first + square + 5);
  }
  for (std::size_t u = 0; u < places.size(); ++u)
    text += cluster_rectangle(
        modules.module[layer][u], places[u].x, places[u].y, square, square, R"svg( class="unit")svg",
        html_text(fmt::format("{}, unit {}: module {}, cluster {} of its layer", layer_name(network, layer),
                              modules.kept[layer][u], modules.module[layer][u], modules.cluster[layer][u])));
  return text + fmt::format(R"svg(<text x="{:.1f}" y="12" text-anchor="middle">{}</text>)svg",
                            margin + column * static_cast<double>(layer) + square / 2,
                            html_text(layer_name(network, layer)));
}

std::string svg_of(double width, double height, const std::string& title, const std::string& content) {
  return fmt::format(
      R"svg(<svg viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" height="{1:.0f}" role="img" font-size="11" font-family="sans-serif"><title>{2}</title>{3}</svg>)svg",
      width, height, html_text(title), content);
}

/// The first layer of every module.
std::vector<std::size_t> first_layers(const data::NetworkModules& modules) {
  std::vector<std::size_t> first(data::module_count(modules), modules.module.size());
  for (std::size_t l = modules.module.size(); l-- > 0;)
    for (const std::size_t m : modules.module[l]) first[m] = l;
  return first;
}

}  // namespace

std::string network_picture(const data::NetworkHierarchy& network) {
  std::size_t edges = 0;
  for (const auto& layer : network.edge) edges += layer.size();
  if (!network.fault.empty() || widest_layer(network) > most_units || edges > most_edges) return "";
  std::vector<std::vector<Point>> places;
  for (std::size_t l = 0; l < network.modules.kept.size(); ++l) places.push_back(places_of(network, l));
  std::string content = edge_lines(network, places);
  for (std::size_t l = 0; l < places.size(); ++l) content += layer_units(network, l, places[l]);
  return svg_of(2 * margin + square + column * static_cast<double>(places.size() - 1),
                2 * margin + row * static_cast<double>(widest_layer(network)),
                fmt::format("{}: units by layer, in the colours of their modules", network.name), content);
}

std::string module_graph(const data::NetworkHierarchy& network) {
  constexpr double space = 40, size = 24;
  const auto first = first_layers(network.modules);
  if (first.empty() || first.size() > most_units) return "";
  std::vector<double> taken(network.units.size(), 0);
  std::vector<Point> place(first.size());
  for (std::size_t m = 0; m < first.size(); ++m)
    place[m] = {margin + column * static_cast<double>(first[m]), margin + space * taken[first[m]]++};
  std::string content = "<g stroke=\"#777\" fill=\"none\">";
  for (const auto& edge : network.modules.edge) {
    const Point from = place[edge.from], to = place[edge.to];
    const double bend = from.x == to.x ? 40 : 0;  // modules that begin in one layer stand above each other
    content += fmt::format(
        R"svg(<path d="M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}" stroke-width="{:.1f}"><title>{} edges from module {} to module {}</title></path>)svg",
        from.x + size, from.y + size / 2, (from.x + to.x + size) / 2 + bend, (from.y + to.y + size) / 2,
        to.x + (bend > 0 ? size : 0), to.y + size / 2, 1 + std::log2(static_cast<double>(edge.edges)),
        edge.edges, edge.from, edge.to);
  }
  content += "</g>";
  for (std::size_t m = 0; m < place.size(); ++m) {
    content += cluster_rectangle(m, place[m].x, place[m].y, size, size, R"svg( class="module")svg",
                                 fmt::format("module {}", m));
    content += fmt::format(
        R"svg(<text x="{:.1f}" y="{:.1f}" text-anchor="middle" fill="{}" pointer-events="none">{}</text>)svg",
        place[m].x + size / 2, place[m].y + size / 2 + 4, text_colour_on(m), m);
  }
  const double rows = *std::ranges::max_element(taken);
  return svg_of(2 * margin + size + 40 + column * static_cast<double>(network.units.size() - 1),
                2 * margin + space * rows,
                fmt::format("{}: modules and the edges between them", network.name), content);
}

}  // namespace netseam::report
