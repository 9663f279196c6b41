#include "targets_section.hpp"

#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace netseam::report {
namespace {

constexpr std::size_t most_shown = 3;

/// "layer 0.25 (0.2 to 0.3); ..." of the layers that come first by `before`; those without a value are left
/// out.
std::string ranking(const std::vector<std::string>& layer, const std::vector<double>& value,
                    const std::vector<double>& low, const std::vector<double>& high,
                    const std::function<bool(double, double)>& before) {
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < value.size(); ++k)
    if (!std::isnan(value[k])) order.push_back(k);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return before(value[a], value[b]); });
  order.resize(std::min(order.size(), most_shown));
  std::string text;
  for (const std::size_t k : order) {
    text += fmt::format("{}{} {:.3g}", text.empty() ? "" : "; ", html_text(layer[k]), value[k]);
    if (!std::isnan(low[k])) text += fmt::format(" ({:.3g} to {:.3g})", low[k], high[k]);
  }
  return text.empty() ? "no value" : text;
}

std::string row(const std::string& what, const std::string& layers) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_text(what), layers);
}

std::string one_target(const std::vector<std::string>& layer, const data::TargetComparison& target) {
  const std::string kind = target.labels
                               ? fmt::format("{} classes, the most common one has {:.3g} of the samples",
                                             target.width, target.most_common)
                           : target.width == 1 ? "one number for each sample"
                                               : fmt::format("{} numbers for each sample", target.width);
  std::string text = fmt::format(
      "<h3>{}</h3>\n<p>{}.</p>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">by</th><th "
      "scope=\"col\">nearest layers, or those it is read from best</th></tr></thead>\n<tbody>\n",
      html_text(target.name), kind);
  for (const auto& measure : target.measure)
    text +=
        row(measure.name, ranking(layer, measure.distance, measure.low, measure.high, std::less<double>()));
  const auto& readout = target.readout;
  const auto best = [&](const std::vector<double>& value, const std::vector<double>& low,
                        const std::vector<double>& high) {
    return ranking(layer, value, low, high, std::greater<double>());
  };
  text += row("linear readout, R2", best(readout.r2, readout.r2_low, readout.r2_high));
  if (target.labels)
    text +=
        row("linear readout, accuracy", best(readout.accuracy, readout.accuracy_low, readout.accuracy_high));
  text += "</tbody></table></div>\n";
  if (target.warning.empty()) return text;
  text += "<ul>\n";
  for (const auto& warning : target.warning) text += fmt::format("<li>{}</li>\n", html_text(warning));
  return text + "</ul>\n";
}

}  // namespace

std::string targets_section(const PageModel& model) {
  const auto& last = model.checkpoint.back();
  if (last.target.empty()) return "";
  std::string text = fmt::format(
      "<section id=\"targets\">\n<h2>Known targets</h2>\n<p>Checkpoint {}. Distances with their 5 % to 95 % "
      "interval; readouts by ridge regression in samples that were not fitted, from the worst to the best of "
      "five folds.</p>\n",
      html_text(last.name));
  for (const auto& target : last.target) text += one_target(last.layer, target);
  return text + "</section>\n";
}

}  // namespace netseam::report
