#include "product_tables.hpp"

#include "colour_scale.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace netseam::report {
namespace {

constexpr std::size_t most_side = 32, most_table = 512, most_cells = 20000;  // of a table; of all of a task

/// Groups of all tests in the order in which they first appear.
std::vector<std::string> groups_of(const data::SculptedNetworks& sculpted) {
  std::vector<std::string> groups;
  for (const auto& network : sculpted.network)
    for (const auto& test : network.test)
      if (std::ranges::find(groups, test.group) == groups.end()) groups.push_back(test.group);
  return groups;
}

std::string test_cell(const data::SculptedNetwork& network, const std::string& state,
                      const std::string& group) {
  for (const auto& test : network.test)
    if (test.state == state && test.group == group)
      return fmt::format("<td>t = {:.3g}, p = {:.2g}</td>", test.statistic, test.p);
  return "<td></td>";
}

std::string tests_table(const data::SculptedNetworks& sculpted, const std::vector<std::string>& groups) {
  std::string text =
      "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"Products of weights\"><table "
      "class=\"numbers\">\n<thead><tr><th scope=\"col\">network</th><th scope=\"col\">state</th>";
  for (const auto& group : groups) text += fmt::format("<th scope=\"col\">{}</th>", html_text(group));
  text += "<th scope=\"col\">units that carry 90 %, layer by layer</th></tr></thead>\n<tbody>\n";
  for (const auto& network : sculpted.network)
    for (const auto& product : network.product) {
      text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", html_text(network.network.name),
                          html_text(product.state));
      for (const auto& group : groups) text += test_cell(network, product.state, group);
      text += fmt::format("<td>{}</td></tr>\n", fmt::join(product.carrying, ", "));
    }
  return text + "</tbody></table></div>\n";
}

/// Inputs down, outputs across; light: large.
std::string heat_table(const data::SculptedNetwork& network, const data::WeightProducts& product) {
  const std::size_t outputs = network.network.units.back();
  ColourRange range{0, 0};
  for (const double value : product.value)
    if (std::isfinite(value)) range.high = std::max(range.high, value);
  std::string text =
      fmt::format("<div class=\"scroll\"><table class=\"heat\"><caption>{}, {}</caption>\n<tr><td></td>",
                  html_text(network.network.name), html_text(product.state));
  for (std::size_t o = 0; o < outputs; ++o) text += fmt::format("<th scope=\"col\">output {}</th>", o);
  for (std::size_t k = 0; k < product.value.size(); ++k) {
    if (k % outputs == 0) text += fmt::format("</tr>\n<tr><th scope=\"row\">input {}</th>", k / outputs);
    const double value = product.value[k], place = range.high > 0 ? range.position(value) : 0;
    const bool known = std::isfinite(value);
    text += fmt::format("<td style=\"background:{};color:{}\">{:.2g}</td>",
                        known ? colour_at(place) : no_value_colour, known && place < 0.6 ? "#fff" : "#000",
                        value);
  }
  return text + "</tr>\n</table></div>\n";
}

bool is_small(const data::WeightProducts& product, std::size_t outputs) {
  return outputs > 0 && outputs <= most_side && product.value.size() <= most_table &&
         product.value.size() / outputs <= most_side;
}

std::string heat_tables(const data::SculptedNetworks& sculpted) {
  std::string text;
  std::size_t cells = 0, left_out = 0;
  for (const auto& network : sculpted.network)
    for (const auto& product : network.product) {
      if (is_small(product, network.network.units.back()) && !product.value.empty() &&
          cells + product.value.size() <= most_cells) {
        text += heat_table(network, product);
        cells += product.value.size();
      } else {
        ++left_out;
      }
    }
  if (!text.empty()) text = "<div class=\"heats\">\n" + text + "</div>\n";
  if (left_out > 0)
    text += fmt::format(
        "<p class=\"hint\">{} table{} too large or too many for this page; report.json has the products that "
        "were kept.</p>\n",
        left_out, left_out == 1 ? " is" : "s are");
  return text.empty() ? ""
                      : "<details>\n<summary>Products from each input to each output</summary>\n" + text +
                            "</details>\n";
}

}  // namespace

bool products_fit(const data::SculptedNetwork& network) {
  const auto& units = network.network.units;
  return std::ranges::all_of(network.product, [&](const auto& product) {
    return units.size() >= 2 &&
           (product.value.empty() || product.value.size() == units.front() * units.back());
  });
}

std::string product_tables(const data::SculptedNetworks& sculpted) {
  if (std::ranges::all_of(sculpted.network, [](const auto& network) { return network.product.empty(); }))
    return "";
  const auto groups = groups_of(sculpted);
  std::string text = groups.empty() ? "<h3>Which units carry the outputs?</h3>\n<p class=\"hint\">"
                                    : "<h3>Do inputs separate?</h3>\n<p class=\"hint\">Welch's test of "
                                      "whether products from the inputs of a group to other outputs are less "
                                      "than those to its own: where p is small, the inputs separate. ";
  text +=
      "A product is of the sizes of the weights along a path, summed over all paths from an input or unit to "
      "an output.</p>\n";
  return text + tests_table(sculpted, groups) + heat_tables(sculpted);
}

}  // namespace netseam::report
