#include "target_text.hpp"

#include "printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace netseam::artifact {
namespace {

constexpr std::size_t most_shown = 3;

/// The layers of the smallest keys that are no NaN, ascending; of equals the earlier layer first.
std::vector<std::size_t> first_layers(const std::vector<double>& key) {
  std::vector<std::size_t> order;
  for (std::size_t layer = 0; layer < key.size(); ++layer)
    if (!std::isnan(key[layer])) order.push_back(layer);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  order.resize(std::min(order.size(), most_shown));
  return order;
}

std::string interval_text(double low, double high) {
  return std::isnan(low) ? "" : fmt::format(" [{:.3g}, {:.3g}]", low, high);
}

std::string measure_text(const std::vector<std::string>& name, const data::TargetMeasure& measure) {
  std::string list;
  for (const std::size_t layer : first_layers(measure.distance))
    list += fmt::format("{}{} {:.3g}{}", list.empty() ? "" : "; ", printable(name[layer]),
                        measure.distance[layer], interval_text(measure.low[layer], measure.high[layer]));
  std::string text =
      fmt::format("    {:<18} {}\n", printable(measure.name), list.empty() ? "no value" : list);
  for (const auto& note : measure.note) text += fmt::format("    {:<18}   note: {}\n", "", printable(note));
  return text;
}

std::string readout_text(const std::vector<std::string>& name, const data::TargetComparison& target) {
  const auto& readout = target.readout;
  std::vector<double> falling;
  for (const double value : target.labels ? readout.accuracy : readout.r2) falling.push_back(-value);
  std::string list;
  for (const std::size_t layer : first_layers(falling)) {
    list += fmt::format("{}{} R2 {:.3g}{}", list.empty() ? "" : "; ", printable(name[layer]),
                        readout.r2[layer], interval_text(readout.r2_low[layer], readout.r2_high[layer]));
    if (target.labels)
      list += fmt::format(", accuracy {:.3g}{}", readout.accuracy[layer],
                          interval_text(readout.accuracy_low[layer], readout.accuracy_high[layer]));
  }
  std::string text = fmt::format("    {:<18} {}\n", "linear readout", list.empty() ? "none" : list);
  for (const auto& note : readout.note) text += fmt::format("    {:<18}   note: {}\n", "", printable(note));
  return text;
}

}  // namespace

std::string targets_text(const data::LayerDistances& layers) {
  if (layers.target.empty()) return "";
  std::string text =
      "\nKnown targets: the nearest layers, their distance and its 5 % to 95 % interval; the best linear "
      "readouts,\nfrom the worst to the best of five folds:\n";
  for (const auto& target : layers.target) {
    text += target.labels
                ? fmt::format("  {} (labels, {} classes, the most common one has {:.3g} of the samples)\n",
                              printable(target.name), target.width, target.most_common)
                : fmt::format("  {} (numbers, {} for each sample)\n", printable(target.name), target.width);
    for (const auto& measure : target.measure) text += measure_text(layers.name, measure);
    text += readout_text(layers.name, target);
    for (const auto& warning : target.warning) text += "    warning: " + printable(warning) + "\n";
  }
  return text;
}

}  // namespace netseam::artifact
