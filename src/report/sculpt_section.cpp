#include "sculpt_section.hpp"

#include "product_tables.hpp"
#include "pruning_path_chart.hpp"
#include "rates_table.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace netseam::report {
namespace {

bool succeeded(const data::SculptedNetwork& network) {
  return std::ranges::all_of(network.part, [](const auto& part) { return part.holds || !part.required; });
}

/// Successes by depth (rows) and width (columns).
std::string widths_table(const data::SculptedNetworks& sculpted) {
  std::set<std::size_t> widths, depths;
  for (const auto& network : sculpted.network) {
    widths.insert(network.width);
    depths.insert(network.depth);
  }
  if (sculpted.rate.empty() || widths.size() * depths.size() < 2) return "";
  std::string text = "<table class=\"numbers\">\n<thead><tr><th scope=\"col\">hidden layers</th>";
  for (const std::size_t width : widths) text += fmt::format("<th scope=\"col\">{} units</th>", width);
  text += "</tr></thead>\n<tbody>\n";
  for (const std::size_t depth : depths) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>", depth);
    for (const std::size_t width : widths) {
      std::size_t trials = 0, successes = 0;
      for (const auto& network : sculpted.network)
        if (network.width == width && network.depth == depth && !network.part.empty()) {
          ++trials;
          successes += succeeded(network) ? 1 : 0;
        }
      text += fmt::format("<td>{} of {}</td>", successes, trials);
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table>\n";
}

std::string task_details(const SculptPage& page, bool open) {
  const auto& sculpted = page.sculpted;
  std::string text = fmt::format("<details class=\"neurons\"{}>\n<summary>Task {}: {} networks</summary>\n",
                                 open ? " open" : "", html_text(sculpted.task), sculpted.network.size());
  if (!page.accuracy.empty())
    text += fmt::format("<p class=\"hint\">Accuracy that was asked for: {}.</p>\n", html_text(page.accuracy));
  text += (sculpted.rate.empty()
               ? "<p class=\"hint\">No rule says what the hierarchy of this task should show.</p>\n"
               : rates_table(sculpted.rate)) +
          widths_table(sculpted);
  if (!sculpted.network.empty())
    text += fmt::format(
        "<figure>\n<div class=\"scroll\">{}</div>\n<figcaption>Every training on the way to the sparsest "
        "outcome of each "
        "network: filled, accepted; hollow, refused.</figcaption>\n</figure>\n",
        pruning_path_chart(sculpted));
  text += product_tables(sculpted);
  return text + "</details>\n";
}

}  // namespace

std::string sculpt_section(const PageModel& model) {
  if (model.sculpt.empty()) return "";
  std::string text =
      "<section id=\"sculpt\">\n<h2>Do pruned networks show the sub-functions of their tasks?</h2>\n<p "
      "class=\"hint\">Networks "
      "were trained, then units and edges were taken away for as long as the accuracy stayed. Of every "
      "network the sparsest "
      "outcome counts.</p>\n";
  for (std::size_t k = 0; k < model.sculpt.size(); ++k) text += task_details(model.sculpt[k], true);
  return text + "</section>\n";
}

void require_sculpted(const PageModel& model) {
  for (const auto& page : model.sculpt)
    for (const auto& network : page.sculpted.network)
      if (!products_fit(network))
        throw core::InternalError(fmt::format("report: {}: {}: products of weights do not fit",
                                              page.sculpted.task, network.network.name));
}

}  // namespace netseam::report
