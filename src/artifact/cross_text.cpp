#include "cross_text.hpp"

#include "heat_map.hpp"
#include "printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netseam::artifact {
namespace {

std::string nearest_name(const data::CrossComparison& cross, const data::CrossMeasure& measure,
                         std::size_t row) {
  const auto nearest = measure.nearest[row];
  return nearest < 0 ? "none" : printable(cross.layer[static_cast<std::size_t>(nearest)]);
}

std::string interval_text(double low, double high) {
  return std::isnan(low) ? "" : fmt::format(" [{:.3g}, {:.3g}]", low, high);
}

/// One line for each layer here.
std::string table_text(const data::LayerDistances& layers, const data::CrossComparison& cross,
                       const data::CrossMeasure& measure) {
  constexpr std::size_t widest = 40;
  std::size_t here = 5, there = 7;
  for (const auto& name : layers.name) here = std::max(here, display_width(printable(name)));
  for (const auto& name : cross.layer) there = std::max(there, display_width(printable(name)));
  here = std::min(here, widest);
  there = std::min(there, widest);
  std::string text = fmt::format("    {} {} {:>11}  {}\n", fitted("layer", here), fitted("nearest", there),
                                 "confidence", "distance");
  for (std::size_t row = 0; row < layers.name.size(); ++row) {
    const double share = measure.confidence[row];
    text += fmt::format("    {} {} {:>11}", fitted(printable(layers.name[row]), here),
                        fitted(nearest_name(cross, measure, row), there),
                        std::isnan(share) ? "not known" : fmt::format("{:.0f} %", 100 * share));
    if (measure.nearest[row] >= 0)
      text += fmt::format(
          "  {:.3g}{}",
          measure.distance[row * cross.layer.size() + static_cast<std::size_t>(measure.nearest[row])],
          interval_text(measure.low[row], measure.high[row]));
    text += "\n";
  }
  return text;
}

/// Where a measure finds another nearest layer than the first one does.
std::string difference_text(const data::LayerDistances& layers, const data::CrossComparison& cross,
                            const data::CrossMeasure& measure) {
  const auto& first = cross.measure.front();
  std::string others;
  std::size_t same = 0;
  for (std::size_t row = 0; row < layers.name.size(); ++row) {
    if (measure.nearest[row] == first.nearest[row]) {
      ++same;
    } else {
      others += fmt::format("{}{} -> {}", others.empty() ? "; others: " : ", ", printable(layers.name[row]),
                            nearest_name(cross, measure, row));
    }
  }
  return fmt::format("    {:<18} the same nearest layer for {} of {}{}\n", printable(measure.name), same,
                     layers.name.size(), others);
}

std::string notes_text(const data::CrossMeasure& measure) {
  std::string text;
  for (const auto& note : measure.note)
    text += fmt::format("    {:<18}   note: {}\n", printable(measure.name), printable(note));
  return text;
}

std::string one_network(const data::LayerDistances& layers, const data::CrossComparison& cross,
                        const TextOptions& options) {
  if (cross.measure.empty()) return "";
  const auto& first = cross.measure.front();
  const std::string title =
      first.name == "gw" ? "GW distance sqrt(loss)/2 (no unit)" : first.title + " as a distance";
  std::string text =
      fmt::format("\n  {} ({}, {} layers), by {}: layers here downwards, there from left to right\n\n",
                  printable(cross.name), cross.checkpoint ? "checkpoint" : "other network",
                  cross.layer.size(), printable(first.name));
  text +=
      cross_heat_map(layers.name, layers.segmentation.border, cross.layer, first.distance, title, options);
  text += "\n" + table_text(layers, cross, first) + notes_text(first);
  for (std::size_t k = 1; k < cross.measure.size(); ++k)
    text += difference_text(layers, cross, cross.measure[k]) + notes_text(cross.measure[k]);
  return text;
}

}  // namespace

std::string cross_text(const data::LayerDistances& layers, const TextOptions& options) {
  std::string text;
  for (const auto& cross : layers.cross) text += one_network(layers, cross, options);
  if (text.empty()) return "";
  return "\nOther networks: for each layer here the nearest one there, in which share of the resamples or "
         "random halves\nit is that, and its distance with the 5 % to 95 % interval:\n" +
         text;
}

}  // namespace netseam::artifact
