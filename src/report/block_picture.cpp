#include "block_picture.hpp"

#include "chart_axes.hpp"
#include "cluster_colours.hpp"
#include "map_parts.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace netseam::report {
namespace {

constexpr std::size_t most_parts = 120;   // more than this would be thinner than can be seen
constexpr std::size_t most_titles = 32;   // parts whose cells say what they are
constexpr double share_in_range = 0.98;   // of the area; what is above has the last colour
constexpr double side = 460, strip = 12;  // user units

/// Sums over the layers of each cluster.
data::BlockPicture joined(const data::BlockPicture& picture) {
  data::BlockPicture result;
  std::vector<std::size_t> to;
  for (const auto& part : picture.part) {
    if (result.part.empty() || result.part.back().cluster != part.cluster)
      result.part.push_back({0, part.cluster, 0});
    result.part.back().neurons += part.neurons;
    to.push_back(result.part.size() - 1);
  }
  const std::size_t parts = result.part.size(), before = picture.part.size();
  result.weight.assign(parts * parts, 0);
  for (std::size_t row = 0; row < before; ++row)
    for (std::size_t column = 0; column < before; ++column)
      result.weight[to[row] * parts + to[column]] += picture.weight[row * before + column];
  return result;
}

/// Mean edge weight of a pair of neurons of two parts.
double density(const data::BlockPicture& picture, std::size_t row, std::size_t column) {
  const double pairs =
      static_cast<double>(picture.part[row].neurons) * static_cast<double>(picture.part[column].neurons);
  return picture.weight[row * picture.part.size() + column] / pairs;
}

/// From 0 to the density that the brightest two percent of the area with edges exceed.
ColourRange range_of(const data::BlockPicture& picture) {
  std::vector<std::pair<double, double>> cells;  // density, area
  double area = 0;
  for (std::size_t row = 0; row < picture.part.size(); ++row)
    for (std::size_t column = 0; column < picture.part.size(); ++column) {
      const double value = density(picture, row, column);
      if (!(value > 0)) continue;
      cells.emplace_back(value, static_cast<double>(picture.part[row].neurons) *
                                    static_cast<double>(picture.part[column].neurons));
      area += cells.back().second;
    }
  std::sort(cells.begin(), cells.end());
  double below = 0;
  for (const auto& [value, size] : cells)
    if ((below += size) >= share_in_range * area) return {0, value};
  return {0, 0};
}

std::string part_name(const PartitionPage& page, const data::SubCluster& part, bool without_layer) {
  return without_layer ? fmt::format("cluster {}", part.cluster)
                       : fmt::format("cluster {}, {}", part.cluster, page.partition.layer[part.layer].name);
}

struct Cells {
  const data::BlockPicture& picture;
  std::vector<double> edge;  // parts + 1, from 0 to `side`
  bool joined = false;
};

std::string draw_cells(const PartitionPage& page, const Cells& cells, const ColourRange& range) {
  const std::size_t parts = cells.picture.part.size();
  const bool titles = parts <= most_titles;
  std::map<std::string, std::string> path;  // by colour
  std::string titled;
  for (std::size_t row = 0; row < parts; ++row)
    for (std::size_t column = 0; column < parts; ++column) {
      const double value = density(cells.picture, row, column);
      if (!(value > 0)) continue;
      // 64 shades: as many as can be told apart, so that cells share paths
      const std::string colour = colour_at(std::min(63.0, 64 * range.position(value)) / 63);
      const double x = cells.edge[column], y = cells.edge[row];
      const double width = cells.edge[column + 1] - x, height = cells.edge[row + 1] - y;
      if (titles)
        fmt::format_to(
            std::back_inserter(titled),
            R"svg(<rect class="cell" x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}"><title>{}</title></rect>)svg",
            x, y, width, height, colour,
            html_text(fmt::format("{} and {}: {:.3g}", part_name(page, cells.picture.part[row], cells.joined),
                                  part_name(page, cells.picture.part[column], cells.joined), value)));
      else
        fmt::format_to(std::back_inserter(path[colour]), "M{:.2f} {:.2f}h{:.2f}v{:.2f}h{:.2f}z", x, y, width,
                       height, -width);
    }
  for (const auto& [colour, shape] : path)
    titled += fmt::format(R"svg(<path class="cells" fill="{}" d="{}"/>)svg", colour, shape);
  return titled;
}

/// Lines between clusters, and strips in their colours beside the cells.
std::string draw_clusters(const PartitionPage& page, const Cells& cells) {
  const auto& part = cells.picture.part;
  const bool many = page.partition.cluster.size() > 24;  // thin lines leave something of small cells
  std::string text;
  for (std::size_t first = 0, end = 0; first < part.size(); first = end) {
    end = first + 1;
    while (end < part.size() && part[end].cluster == part[first].cluster) ++end;
    const auto cluster = static_cast<std::size_t>(part[first].cluster);
    const double at = cells.edge[first], size = cells.edge[end] - at;
    const std::string title = html_text(fmt::format("cluster {}", cluster));
    text += cluster_rectangle(page.colour[cluster], -strip - 3, at, strip, size, "", title) +
            cluster_rectangle(page.colour[cluster], at, -strip - 3, size, strip, "", title);
    if (size >= 13)
      text +=
          chart_text(-strip - 8, at + size / 2 + 4, std::to_string(cluster), R"svg( text-anchor="end")svg");
    if (first > 0)
      text += fmt::format(
          R"svg(<path class="between" d="M0 {0:.2f}h{1:.0f}M{0:.2f} 0v{1:.0f}" fill="none" stroke="#fff" stroke-width="{2}"/><path d="M0 {0:.2f}h{1:.0f}M{0:.2f} 0v{1:.0f}" fill="none" stroke="#222" stroke-width="{3}"/>)svg",
          at, side, many ? 0.6 : 1.6, many ? 0.3 : 0.8);
  }
  return text;
}

}  // namespace

bool joins_layers(const data::BlockPicture& picture) { return picture.part.size() > most_parts; }

std::string block_picture(const PartitionPage& page, const std::string& checkpoint, const std::string& id) {
  const auto& whole = page.partition.picture;
  const bool by_cluster = joins_layers(whole);
  const data::BlockPicture picture = by_cluster ? joined(whole) : whole;
  const ColourRange range = range_of(picture);
  if (picture.part.empty() || !(range.high > 0)) return "";
  std::vector<double> edge{0};
  for (const auto& part : picture.part) edge.push_back(edge.back() + static_cast<double>(part.neurons));
  const double scale = side / edge.back();
  for (double& at : edge) at *= scale;
  const Cells cells{picture, edge, by_cluster};
  constexpr double left = 46, top = 20;
  std::string text =
      chart_start("block-picture", left + side + 24, top + side + 66,
                  fmt::format("Mean edge weight between the clusters of the graph of {}, checkpoint {}",
                              page.partition.graph, checkpoint));
  text += fmt::format(
      R"svg(<g transform="translate({} {})"><g shape-rendering="crispEdges">{}</g><rect width="{}" height="{}" fill="none" stroke="#999"/>{}</g>)svg",
      left, top, draw_cells(page, cells, range), side, side, draw_clusters(page, cells));
  return text +
         colour_legend("mean edge weight of two neurons (unit of the graph)", range, id, left,
                       top + side + 10, side) +
         "</svg>";
}

}  // namespace netseam::report
