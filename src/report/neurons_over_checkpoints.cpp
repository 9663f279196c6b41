#include "neurons_over_checkpoints.hpp"

#include "line_chart.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace netseam::report {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The partition of that graph in every checkpoint; null where there is none.
using OfGraph = std::vector<const PartitionPage*>;

OfGraph of_graph(const PageModel& model, const std::string& graph) {
  OfGraph pages;
  for (const auto& neurons : model.neurons) {
    const auto found = std::find_if(neurons.partition.begin(), neurons.partition.end(),
                                    [&](const auto& page) { return page.partition.graph == graph; });
    pages.push_back(found == neurons.partition.end() ? nullptr : &*found);
  }
  return pages;
}

/// Names in the order in which they first appear.
void join(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// One line for each null model.
std::vector<ChartLine> null_lines(const OfGraph& pages, double data::NullCuts::*field,
                                  const std::string& prefix, bool dashed) {
  std::vector<std::string> names;
  for (const auto* page : pages)
    if (page != nullptr)
      for (const auto& null : page->partition.null) join(names, null.name);
  std::vector<ChartLine> lines;
  for (const auto& name : names) {
    ChartLine line{prefix + name, {}, dashed};
    for (const auto* page : pages) {
      double value = nan;
      if (page != nullptr)
        for (const auto& null : page->partition.null)
          if (null.name == name) value = null.*field;
      line.value.push_back(value);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string figure(const LineChart& chart, const std::string& caption) {
  return fmt::format("<figure><div class=\"scroll\">{}</div><figcaption>{}</figcaption></figure>\n",
                     line_chart(chart), html_text(caption));
}

std::string charts_of(const PageModel& model, const std::string& graph) {
  const OfGraph pages = of_graph(model, graph);
  LineChart chart;
  for (const auto& neurons : model.neurons) chart.checkpoint.push_back(neurons.checkpoint);
  const auto line_of = [&](const std::string& name, auto&& value) {
    ChartLine line{name, {}, false};
    for (const auto* page : pages) line.value.push_back(page == nullptr ? nan : value(*page));
    return line;
  };
  chart.title = "n-cut (no unit)";
  chart.label = "n-cut of the graph of " + graph + " over checkpoints";
  chart.line = {line_of("this network", [](const auto& page) { return page.partition.normalised_cut; })};
  for (auto& line : null_lines(pages, &data::NullCuts::mean, "mean of random graphs: ", true))
    chart.line.push_back(std::move(line));
  std::string text = figure(chart, "n-cut over checkpoints, graph of " + graph);
  chart.line = null_lines(pages, &data::NullCuts::p, "", false);
  chart.title = "p (no unit)";
  chart.label = "p-values of the n-cut of the graph of " + graph + " over checkpoints";
  chart.high = 1;
  chart.level = 0.05;
  chart.level_name = "0.05";
  if (!chart.line.empty()) text += figure(chart, "p against each kind of random graphs, graph of " + graph);
  chart.title = "adjusted Rand index (no unit)";
  chart.label = "Agreement of the clusters of the graph of " + graph + " with the checkpoint before";
  chart.level_name.clear();
  chart.line = {
      line_of("clusters of the checkpoint before", [](const auto& page) { return page.agreement; })};
  return text + figure(chart,
                       "Agreement with the clusters of the checkpoint before (1 = the same, 0 = chance), "
                       "graph of " +
                           graph);
}

}  // namespace

std::string neurons_over_checkpoints(const PageModel& model) {
  if (model.neurons.size() < 2) return "";
  std::vector<std::string> graphs;
  for (const auto& neurons : model.neurons)
    for (const auto& page : neurons.partition) join(graphs, page.partition.graph);
  std::string text = "<h3>Over checkpoints</h3>\n<div class=\"charts\">\n";
  for (const auto& graph : graphs) text += charts_of(model, graph);
  return text + "</div>\n";
}

}  // namespace netseam::report
