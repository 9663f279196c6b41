#include "cross_text.hpp"
#include "group_agreement.hpp"
#include "heat_map.hpp"
#include "layers_schema.hpp"
#include "pair_matrix.hpp"
#include "printable_text.hpp"
#include "summary_figures.hpp"
#include "target_text.hpp"

#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/artifact/order_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace netseam::artifact {
namespace {

std::string entry(const store::Provenance& provenance, const char* name) {
  return printable(provenance.find(name).value_or("unknown"));
}

std::string head_text(const LayersFile& file) {
  const auto& layers = file.layers;
  const auto& convention = file.convention;
  std::string text = fmt::format("Layer distances of {}, checkpoint {}\n", entry(file.provenance, "study"),
                                 entry(file.provenance, "checkpoint"));
  if (const auto warning = order_warning(layers); !warning.empty())
    text += fmt::format("Warning: {}\n", printable(warning));
  const auto line = [&](const char* key, const std::string& value) {
    text += fmt::format("  {:<12}{}\n", key, value);
  };
  line("layers", fmt::format("{} ({} pairs), {} samples", layers.name.size(),
                             data::pair_count(layers.name.size()), layers.sample.size()));
  if (layers.order) line("order", order_words(*layers.order));
  if (layers.has_gw) line("loss", printable(convention.loss));
  line("distance", fmt::format("{}, normalised by {}", printable(convention.ground_distance),
                               printable(convention.normalisation)));
  line("rules", fmt::format("tokens {}, images {}", printable(convention.token_rule),
                            printable(convention.image_rule)));
  line("starts", fmt::format("{}; gradient {}, seed {}", printable(convention.start),
                             printable(convention.gradient), printable(convention.sample_seed)));
  return text;
}

std::string range_text(const data::LayerDistances& layers, const GroupRange& range) {
  const std::string first = printable(layers.name[range.first]), last = printable(layers.name[range.last]);
  if (range.first == range.last) return first;
  return fmt::format("{} to {} ({} layers)", first, last, range.last - range.first + 1);
}

/// ", untrained p = 0.05" where there was a twin.
std::string twin_text(const GroupRange& range) {
  return range.border_twin_p_value ? fmt::format(", untrained p = {:.3g}", *range.border_twin_p_value) : "";
}

/// What the p of twins is.
std::string twin_null_text(const data::Segmentation& groups) {
  if (groups.twin_null_model.empty()) return "";
  return fmt::format(
      "Untrained p: share of {} with a border as strong; a chance over samples, not over untrained "
      "networks\n",
      printable(groups.twin_null_model));
}

std::string groups_text(const data::LayerDistances& layers) {
  const auto ranges = group_ranges(layers.segmentation, layers.name.size());
  std::string text = fmt::format("\nGroups: {}\n", ranges.size());
  for (std::size_t group = 0; group < ranges.size(); ++group) {
    const auto& range = ranges[group];
    if (range.border_confidence) {
      text += layers.segmentation.resamples == 0
                  ? std::string("     -- border, confidence unknown (no resamples)")
                  : fmt::format("     -- border in {:.0f} % of {} resamples", 100 * *range.border_confidence,
                                layers.segmentation.resamples);
      if (range.border_q_value) text += fmt::format(", q = {:.3g}", *range.border_q_value);
      text += twin_text(range) + "\n";
    }
    text += fmt::format("{:>4} {}\n", group + 1, range_text(layers, range));
  }
  return text;
}

/// One block for each measure beside the one that is shown above: its groups in one line, and its notes.
std::string measures_text(const data::LayerDistances& layers) {
  std::string text;
  for (const auto& measure : layers.measure) {
    const auto& groups = measure.segmentation;
    std::string line;
    for (const auto& range : group_ranges(groups, layers.name.size())) {
      if (range.border_confidence)
        line += groups.resamples == 0
                    ? " | "
                    : fmt::format(" |{:.0f} %{}| ", 100 * *range.border_confidence, twin_text(range));
      const std::string first = printable(layers.name[range.first]),
                        last = printable(layers.name[range.last]);
      line += range.first == range.last ? first : first + " to " + last;
    }
    text += fmt::format("  {:<18} {}\n", printable(measure.name), line);
    for (const auto& note : measure.note) text += fmt::format("  {:<18}   note: {}\n", "", printable(note));
  }
  return text.empty() ? "" : "\nGroups by other measures (share of resamples at each border):\n" + text;
}

std::string agreement_text(const data::LayerDistances& layers) {
  std::string text;
  for (const auto& other : group_agreements(layers))
    text += fmt::format("  {:<18} {:>6.3f} {:>6.3f}\n", printable(other.name), other.adjusted_rand_index,
                        other.variation_of_information);
  if (text.empty()) return "";
  return fmt::format(
             "\nAgreement with the groups by {} (adjusted Rand index: 1 = the same, 0 = chance; variation "
             "of information in nats: 0 = the same):\n",
             printable(layers.grouped)) +
         text;
}

/// Properties of single layers, a line for each layer.
std::string profiles_text(const data::LayerDistances& layers) {
  if (layers.profile.empty()) return "";
  std::size_t widest = 5;
  for (const auto& name : layers.name) widest = std::max(widest, printable(name).size());
  std::string text = "\nProfiles of layers:";
  for (std::size_t k = 0; k < layers.profile.size(); ++k)
    fmt::format_to(std::back_inserter(text), "{}{} {}", k == 0 ? " " : "; ", k + 1,
                   printable(layers.profile[k].title));
  text += fmt::format("\n  {:<{}}", "layer", widest);
  for (std::size_t k = 0; k < layers.profile.size(); ++k) text += fmt::format("{:>9}", k + 1);
  for (std::size_t layer = 0; layer < layers.name.size(); ++layer) {
    text += fmt::format("\n  {:<{}}", printable(layers.name[layer]), widest);
    for (const auto& profile : layers.profile) text += fmt::format("{:>9.3g}", profile.value[layer]);
  }
  return text + "\n";
}

std::string criterion_text(const data::Segmentation& groups) {
  constexpr std::size_t most_shown = 8;
  if (groups.criterion.empty()) return "";
  std::string text = "Criterion for k groups (the largest is chosen):";
  const std::size_t shown = std::min(groups.criterion.size(), std::max(most_shown, groups.border.size() + 2));
  for (std::size_t k = 0; k < shown; ++k)
    fmt::format_to(std::back_inserter(text), " {}:{:.3f}{}", k + 1, groups.criterion[k],
                   k == groups.border.size() ? "*" : "");
  return text + (shown < groups.criterion.size() ? " ...\n" : "\n");
}

std::string gw_notes_text(const data::LayerDistances& layers) {
  std::string text;
  for (const auto& note : layers.gw_note) text += fmt::format("Note: {}\n", printable(note));
  return text;
}

std::string pairs_text(const data::LayerDistances& layers) {
  if (!layers.has_gw) return "";
  const PairFigures figures = pair_figures(layers);
  if (layers.pair.empty()) return "\nOne layer: no pairs\n";
  std::string text = fmt::format(
      "\nLower bound / loss: median {:.3f}, least {:.3f} ({} and {})\nStarts that won:", figures.median_ratio,
      figures.smallest_ratio, printable(layers.name[figures.first]), printable(layers.name[figures.second]));
  for (std::size_t start = 0; start < figures.won.size(); ++start)
    if (figures.won[start] > 0)
      fmt::format_to(std::back_inserter(text), " {} {}", start_names[start], figures.won[start]);
  return text + fmt::format("\nPairs that did not converge: {} of {}\n{}", figures.not_converged,
                            layers.pair.size(), gw_notes_text(layers));
}

}  // namespace

std::string summary_text(const LayersFile& file, const TextOptions& options) {
  const auto& layers = file.layers;
  if (layers.has_gw) require_all_pairs(layers);
  return head_text(file) + groups_text(layers) + criterion_text(layers.segmentation) +
         twin_null_text(layers.segmentation) + pairs_text(layers) + measures_text(layers) +
         agreement_text(layers) + profiles_text(layers) + targets_text(layers) + cross_text(layers, options) +
         "\n" +
         heat_map(layers.name, grouped_distances(layers), layers.segmentation.border, grouped_title(layers),
                  options);
}

}  // namespace netseam::artifact
