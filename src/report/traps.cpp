#include "netseam/report/traps.hpp"

#include "netseam/core/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace netseam::report {
namespace {

constexpr std::size_t few_samples = 100, most_notes = 30;
constexpr double nearly_equal = 0.1, significant = 0.05;

using Texts = std::vector<std::string>;

/// "a, b and c", or of many the first ones and how many more.
std::string name_list(const Texts& names) {
  constexpr std::size_t most = 6;
  if (names.size() <= most) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + most, ", "),
                     names.size() - most);
}

/// Checkpoints for whose table of a measure something holds.
template <class Holds>
Texts checkpoints_where(const PageModel& model, const std::string& measure, Holds&& holds) {
  Texts names;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure)
      if (table.name == measure && holds(table)) names.push_back(checkpoint.name);
  return names;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// How low the lower ends of the brackets are.
void bracket_trap(const PageModel& model, const MeasureTable& first, Texts& texts) {
  std::vector<double> ratio;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure)
      for (std::size_t k = 0; table.name == first.name && k < table.least.size(); ++k)
        if (std::isfinite(table.value[k]) && std::isfinite(table.least[k]))
          ratio.push_back(table.value[k] > 0 ? table.least[k] / table.value[k] : 1.0);
  if (ratio.empty()) return;
  const double least = *std::min_element(ratio.begin(), ratio.end());
  texts.push_back(
      fmt::format("{}: each value is the best that was found and may be too large. The true value is not "
                  "below the lower end "
                  "of its bracket, which is {:.0f} % of the value for half of the pairs and {:.0f} % for the "
                  "least certain one.",
                  first.title, 100 * median(ratio), 100 * least));
}

bool all_nearly_equal(const MeasureTable& table) {
  double low = std::numeric_limits<double>::infinity(), high = -low, size = 0;
  for (const double value : table.value) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
    size = std::max(size, std::abs(value));
  }
  return table.value.size() > 2 && high - low < nearly_equal * size;
}

void measure_traps(const PageModel& model, const MeasureTable& first, Texts& texts) {
  if (first.free_coupling)
    texts.push_back(fmt::format(
        "{}: any sample of one layer may be matched with any sample of the other. Layers whose outputs are "
        "relabelings of each other (such as a + b and a - b modulo 7 as classes) have distance 0 although "
        "they "
        "compute different functions: a small distance means the same shape, not the same function.",
        first.title));
  bracket_trap(model, first, texts);
  const auto unsettled =
      checkpoints_where(model, first.name, [](const auto& t) { return t.not_converged > 0; });
  std::size_t pairs = 0;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure)
      if (table.name == first.name) pairs += table.not_converged;
  if (pairs > 0)
    texts.push_back(
        fmt::format("{}: {} did not converge (checkpoints {}); the values are valid but could "
                    "be smaller.",
                    first.title, core::counted(pairs, "pair"), name_list(unsettled)));
}

/// The first table of every measure.
std::vector<const MeasureTable*> measures_of(const PageModel& model) {
  std::vector<const MeasureTable*> measures;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure)
      if (std::none_of(measures.begin(), measures.end(),
                       [&](const auto* seen) { return seen->name == table.name; }))
        measures.push_back(&table);
  return measures;
}

/// "GW distance in step1, step2; linear CKA in step2": where something holds; empty if nowhere.
template <class Holds>
std::string where_text(const PageModel& model, const std::vector<const MeasureTable*>& measures,
                       Holds&& holds) {
  std::string text;
  for (const auto* measure : measures) {
    const auto names = checkpoints_where(model, measure->name, holds);
    if (!names.empty())
      text += fmt::format("{}{} in {}", text.empty() ? "" : "; ", measure->title, name_list(names));
  }
  return text;
}

/// Every note once, with the checkpoints that have it where those are not all.
void add_notes(const PageModel& model, Texts& texts) {
  std::vector<std::pair<std::string, Texts>> notes;  // in the order in which they appear
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure)
      for (const auto& note : table.note) {
        const std::string text = table.title + ": " + note;
        auto found =
            std::find_if(notes.begin(), notes.end(), [&](const auto& other) { return other.first == text; });
        if (found == notes.end()) found = notes.insert(found, {text, {}});
        found->second.push_back(checkpoint.name);
      }
  for (std::size_t k = 0; k < std::min(notes.size(), most_notes); ++k) {
    const auto& [text, names] = notes[k];
    texts.push_back(names.size() == model.checkpoint.size() ? text
                                                            : fmt::format("{} ({})", text, name_list(names)));
  }
  if (notes.size() > most_notes)
    texts.push_back(fmt::format("{} more notes are in report.json.", notes.size() - most_notes));
}

void confidence_trap(const PageModel& model, Texts& texts) {
  std::size_t resamples = 0;
  std::set<std::string> null_models;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure) {
      resamples = std::max(resamples, table.segmentation.resamples);
      if (!table.segmentation.q_value.empty()) null_models.insert(table.segmentation.null_model);
    }
  if (resamples > 0)
    texts.push_back(fmt::format(
        "The percentage at a border is the share of up to {} resamples of the samples (bootstrap for gw, "
        "random halves for the other measures) that have the same border. It says how much the border "
        "depends on these samples, not on the training run, "
        "and it is no test against chance.",
        resamples));
  if (!null_models.empty())
    texts.push_back(fmt::format(
        "The q at a border is the expected share of false borders among those with a q as small, if "
        "layers have no groups. Null model: {}.",
        fmt::join(null_models, ", or ")));
  if (resamples == 0)
    texts.push_back("Borders have no confidence: the run made no bootstrap resamples (layers.resamples).");
}

/// What the test against untrained twins is, and where it and the null model disagree.
void twin_trap(const PageModel& model, const std::vector<const MeasureTable*>& measures, Texts& texts) {
  std::set<std::string> null_models;
  for (const auto& checkpoint : model.checkpoint)
    for (const auto& table : checkpoint.measure)
      if (!table.segmentation.twin_null_model.empty()) null_models.insert(table.segmentation.twin_null_model);
  if (null_models.empty()) return;
  texts.push_back(fmt::format(
      "The untrained p at a border compares it with the strongest border of untrained networks on "
      "the same resamples: {}. It is a chance over samples; how much untrained networks differ is "
      "seen only as far as there are several.",
      fmt::join(null_models, ", or ")));
  const auto has = [](const MeasureTable& table, bool strong, bool strong_beside_twin) {
    const auto &p = table.segmentation.p_value, &twin_p = table.segmentation.twin_p_value;
    for (std::size_t border = 0; border < std::min(p.size(), twin_p.size()); ++border)
      if ((p[border] <= significant) == strong && (twin_p[border] <= significant) == strong_beside_twin)
        return true;
    return false;
  };
  const std::string untrained = where_text(model, measures, [&](const auto& table) {
    // fewer resamples cannot reach such a p
    return 1 <= significant * static_cast<double>(1 + table.segmentation.resamples) &&
           has(table, true, false);
  });
  if (!untrained.empty())
    texts.push_back(
        "The tests disagree: a border is beyond the null model (p at most 0.05) but not beyond the "
        "untrained network by " +
        untrained + ". The architecture may divide there without training.");
  const std::string chance =
      where_text(model, measures, [&](const auto& table) { return has(table, false, true); });
  if (!chance.empty())
    texts.push_back(
        "The tests disagree: a border is beyond the untrained network (p at most 0.05) but not "
        "beyond the null model by " +
        chance +
        ". The untrained network has none as strong, but such a one may be chance, or the null model has "
        "fewer "
        "than 19 replicates, too few to tell.");
}

/// Every warning of an order that is a guess, with the checkpoints that have it where those are not all.
void order_traps(const PageModel& model, Texts& texts) {
  std::vector<std::pair<std::string, Texts>> warnings;
  for (const auto& checkpoint : model.checkpoint) {
    if (checkpoint.order_warning.empty()) continue;
    auto found = std::find_if(warnings.begin(), warnings.end(),
                              [&](const auto& other) { return other.first == checkpoint.order_warning; });
    if (found == warnings.end()) found = warnings.insert(found, {checkpoint.order_warning, {}});
    found->second.push_back(checkpoint.name);
  }
  for (const auto& [text, names] : warnings)
    texts.push_back(names.size() == model.checkpoint.size() ? text
                                                            : fmt::format("{}: {}", name_list(names), text));
  Texts others;
  const auto& newest = model.checkpoint.back();
  for (const auto& checkpoint : model.checkpoint)
    if (checkpoint.layer != newest.layer &&
        std::is_permutation(checkpoint.layer.begin(), checkpoint.layer.end(), newest.layer.begin(),
                            newest.layer.end()))
      others.push_back(checkpoint.name);
  if (!others.empty())
    texts.push_back(fmt::format(
        "The layers of {} are those of {} in another order: borders, which are drawn by their place, do not "
        "compare.",
        name_list(others), newest.name));
}

}  // namespace

std::vector<std::string> traps(const PageModel& model) {
  if (model.checkpoint.empty()) return {};
  Texts texts, few;
  order_traps(model, texts);
  const auto measures = measures_of(model);
  for (const auto* measure : measures) measure_traps(model, *measure, texts);
  const std::string flat =
      where_text(model, measures, [](const auto& table) { return all_nearly_equal(table); });
  if (!flat.empty())
    texts.push_back("All pairs of layers are nearly equally far apart by " + flat +
                    ": the values say little there.");
  const std::string whole = where_text(
      model, measures, [](const auto& table) { return table.grouped && table.segmentation.border.empty(); });
  if (!whole.empty())
    texts.push_back("No border stands out by " + whole +
                    ". One group does not mean that all of its layers are alike.");
  confidence_trap(model, texts);
  twin_trap(model, measures, texts);
  for (const auto& checkpoint : model.checkpoint)
    if (checkpoint.samples < few_samples) few.push_back(checkpoint.name);
  if (!few.empty())
    texts.push_back(
        fmt::format("Fewer than {} samples in {}: values and borders may change with other samples.",
                    few_samples, name_list(few)));
  add_notes(model, texts);
  return texts;
}

}  // namespace netseam::report
