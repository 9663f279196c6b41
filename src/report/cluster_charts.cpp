#include "cluster_charts.hpp"

#include "chart_axes.hpp"
#include "cluster_colours.hpp"
#include "group_text.hpp"
#include "map_parts.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::report {
namespace {

constexpr double plot_width = 480;
constexpr std::size_t most_titles = 3000;  // rectangles of one figure that say what they are

std::vector<std::string> layer_names(const data::GraphPartition& partition) {
  std::vector<std::string> names;
  for (const auto& layer : partition.layer) names.push_back(layer.name);
  return names;
}

/// Neurons of each layer in each cluster, and in the last place those in none.
std::vector<std::vector<std::size_t>> neurons_by_layer(const data::GraphPartition& partition) {
  const std::size_t k = partition.cluster.size();
  std::vector<std::vector<std::size_t>> counts(partition.layer.size(), std::vector<std::size_t>(k + 1, 0));
  std::size_t neuron = 0;
  for (std::size_t layer = 0; layer < counts.size(); ++layer)
    for (std::size_t unit = 0; unit < partition.layer[layer].units; ++unit, ++neuron) {
      const auto label = partition.label[neuron];
      ++counts[layer][label == data::not_in_graph ? k : static_cast<std::size_t>(label)];
    }
  return counts;
}

struct Bar {
  double left = 0, top = 0, height = 0;
  bool titles = true;
};

/// The parts of one layer.
std::string bar_parts(const PartitionPage& page, std::size_t layer, const std::vector<std::size_t>& counts,
                      const Bar& bar) {
  const auto& partition = page.partition;
  const std::size_t k = partition.cluster.size();
  const auto units = static_cast<double>(partition.layer[layer].units);
  std::string text;
  double left = bar.left;
  for (std::size_t cluster = 0; cluster <= k; ++cluster) {
    if (counts[cluster] == 0) continue;
    const double width = static_cast<double>(counts[cluster]) / units * plot_width;
    const std::string what =
        cluster == k ? std::string("not in the graph") : fmt::format("cluster {}", cluster);
    const std::string title =
        bar.titles ? html_text(fmt::format("{}: {}, {} of {} neurons", partition.layer[layer].name, what,
                                           counts[cluster], partition.layer[layer].units))
                   : "";
    if (cluster == k)
      text += fmt::format(
          R"svg(<rect class="none" x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}">{}</rect>)svg",
          left, bar.top, width, bar.height, no_cluster_colour,
          title.empty() ? "" : "<title>" + title + "</title>");
    else
      text += cluster_rectangle(page.colour[cluster], left, bar.top, width, bar.height,
                                R"svg( class="part")svg", title);
    // a number where it has room, haloed where a pattern lies below
    if (cluster < k && width >= 18 && bar.height >= 11)
      text += chart_text(
          left + width / 2, bar.top + bar.height / 2 + 4, std::to_string(cluster),
          fmt::format(
              R"svg( text-anchor="middle" pointer-events="none" fill="{}" stroke="{}" stroke-width="3" paint-order="stroke")svg",
              text_colour_on(page.colour[cluster]), cluster_colour(page.colour[cluster])));
    left += width;
  }
  return text;
}

}  // namespace

std::string cluster_bars(const PartitionPage& page, const std::string& checkpoint) {
  const auto& partition = page.partition;
  const auto names = layer_names(partition);
  const auto layers = static_cast<double>(names.size());
  const double row = std::clamp(620 / layers, 4.0, 22.0), gap = row > 8 ? 3 : 0.5;
  const double left = label_room(names), top = 4, height = row * layers;
  const auto counts = neurons_by_layer(partition);
  std::size_t parts = 0;
  for (const auto& layer : counts)
    parts += layer.size() - static_cast<std::size_t>(std::count(layer.begin(), layer.end(), 0U));
  std::string text =
      chart_start("cluster-bars", left + plot_width + 62, top + height + 40,
                  fmt::format("Clusters of the neurons of {} layers, graph of {}, checkpoint {}",
                              names.size(), partition.graph, checkpoint));
  std::vector<std::string> units;
  for (std::size_t layer = 0; layer < names.size(); ++layer) {
    text += bar_parts(page, layer, counts[layer],
                      {left, top + static_cast<double>(layer) * row, row - gap, parts <= most_titles});
    units.push_back(std::to_string(partition.layer[layer].units));
  }
  text += row_labels(names, left - 5, top, row);
  text += row_labels(units, left + plot_width + 44, top, row);
  return text +
         horizontal_axis({0, 100, left, plot_width}, top + height + 2,
                         "share of the neurons of the layer (%); on the right their number") +
         "</svg>";
}

std::string eigenvalue_chart(const PartitionPage& page, const std::string& checkpoint) {
  const auto& partition = page.partition;
  const auto& values = partition.eigenvalue;
  const std::size_t k = partition.cluster.size();
  constexpr double left = 52, top = 24, width = 430, height = 130;
  const double most = std::max(values.empty() ? 0 : values.back(), 1e-12);
  const ChartAxis up{0, most, top + height, -height};
  const ChartAxis across{0.5, static_cast<double>(values.size()) + 0.5, left, width};
  std::string text = chart_start("eigenvalues", left + width + 14, top + height + 40,
                                 fmt::format("Eigenvalues of the graph of {}, checkpoint {}; eigengap {}",
                                             partition.graph, checkpoint, page.eigengap));
  text += vertical_axis(up, left, "eigenvalue of the normalised Laplacian (no unit)");
  if (k < values.size()) {
    text += fmt::format(
        R"svg(<rect class="gap" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="#f0dfb8"><title>{}</title></rect>)svg",
        left, up.at(values[k]), width, up.at(values[k - 1]) - up.at(values[k]),
        html_text(fmt::format("eigengap after {}: {}", k, page.eigengap)));
    const double x = across.at(static_cast<double>(k) + 0.5);
    text +=
        fmt::format(R"svg(<path d="M{:.1f} {}v{}" fill="none" stroke="#b3261e" stroke-dasharray="4 3"/>)svg",
                    x, top, height);
    text += chart_text(x + (x > left + width / 2 ? -5 : 5), top + 12, fmt::format("k = {}", k),
                       x > left + width / 2 ? R"svg( text-anchor="end")svg" : "");
  }
  text += R"svg(<g fill="#2a788e">)svg";
  for (std::size_t j = 0; j < values.size(); ++j)
    text += fmt::format(R"svg(<circle cx="{:.1f}" cy="{:.1f}" r="3"><title>{}: {:.4g}</title></circle>)svg",
                        across.at(static_cast<double>(j) + 1), up.at(values[j]), j + 1, values[j]);
  text += "</g>";
  std::vector<std::string> numbers;
  for (std::size_t j = 0; j < values.size(); ++j) numbers.push_back(std::to_string(j + 1));
  const std::size_t step = label_step(numbers.size(), width, 26);
  for (std::size_t j = 0; j < numbers.size(); j += step)
    text += chart_text(across.at(static_cast<double>(j) + 1), top + height + 15, numbers[j],
                       R"svg( text-anchor="middle")svg");
  return text +
         chart_text(left, top + height + 32, "number of the eigenvalue, ascending",
                    R"svg( font-weight="bold")svg") +
         "</svg>";
}

std::string null_chart(const PartitionPage& page, const std::string& checkpoint) {
  const auto& partition = page.partition;
  if (partition.null.empty()) return "";
  std::vector<std::string> names;
  double low = partition.normalised_cut, high = low;
  for (const auto& null : partition.null) {
    names.push_back(null.name);
    for (const double value : null.normalised_cut) {
      if (std::isnan(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  const double margin = high > low ? 0.04 * (high - low) : std::max(0.01, 0.05 * high);
  const double left = label_room(names), top = 20, row = 34;
  const double height = row * static_cast<double>(names.size());
  const ChartAxis axis{std::max(0.0, low - margin), high + margin, left, plot_width};
  std::string text = chart_start("nulls", left + plot_width + 20, top + height + 42,
                                 fmt::format("n-cut of the graph of {} against random graphs, checkpoint {}",
                                             partition.graph, checkpoint));
  for (std::size_t n = 0; n < names.size(); ++n) {
    const auto& null = partition.null[n];
    const double y = top + static_cast<double>(n) * row;
    text += fmt::format(
        R"svg(<g class="null"><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="#f3f3f3"><title>{}</title></rect>)svg",
        left, y + 3, plot_width, row - 6, html_text(null.name + ": " + page.null_words[n]));
    for (const double value : null.normalised_cut)
      if (!std::isnan(value))
        text += fmt::format(
            R"svg(<path class="replicate" d="M{:.1f} {:.1f}v{:.1f}" stroke="#355f8d" stroke-opacity="0.55"/>)svg",
            axis.at(value), y + 9, row - 18);
    if (!std::isnan(null.mean))
      text += fmt::format(
          R"svg(<path class="mean" d="M{:.1f} {:.1f}v{:.1f}" stroke="#222" stroke-width="3"><title>mean {:.4g}</title></path>)svg",
          axis.at(null.mean), y + 5, row - 10, null.mean);
    text += "</g>";
  }
  text += row_labels(names, left - 5, top, row);
  const double observed = axis.at(partition.normalised_cut);
  text += fmt::format(
      R"svg(<path class="observed" d="M{:.1f} {:.1f}v{:.1f}" stroke="#b3261e" stroke-width="2.5"><title>{}</title></path>)svg",
      observed, top - 4, height + 6, html_text(fmt::format("n-cut {:.4g}", partition.normalised_cut)));
  const bool right = observed > left + plot_width / 2;
  text += chart_text(
      observed + (right ? -6 : 6), top - 8, fmt::format("this network: {:.4g}", partition.normalised_cut),
      right ? R"svg( text-anchor="end" font-weight="bold")svg" : R"svg( font-weight="bold")svg");
  return text +
         horizontal_axis(axis, top + height + 2, "n-cut (no unit); less = fewer edges between clusters") +
         "</svg>";
}

}  // namespace netseam::report
