#include "checkpoint_agreement.hpp"

#include "netseam/stats/partition_agreement.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

namespace netseam::pipeline {
namespace {

/// The table of that measure, if the checkpoint was grouped by it.
const report::MeasureTable* grouped_table(const report::CheckpointPage& checkpoint,
                                          const std::string& measure) {
  for (const auto& table : checkpoint.measure) {
    const bool whole = std::all_of(table.value.begin(), table.value.end(),
                                   [](double value) { return std::isfinite(value); });
    if (table.name == measure && table.grouped && whole) return &table;
  }
  return nullptr;
}

/// The group of every layer.
std::vector<std::size_t> labels_of(const data::Segmentation& groups, std::size_t layers) {
  std::vector<std::size_t> label(layers);
  for (std::size_t layer = 0; layer < layers; ++layer)
    label[layer] = static_cast<std::size_t>(
        std::upper_bound(groups.border.begin(), groups.border.end(), layer) - groups.border.begin());
  return label;
}

/// Every two checkpoints by one measure; `pairs` is the number of pairs of two that have a value.
report::AgreementTable agreement_by(const std::vector<report::CheckpointPage>& checkpoints,
                                    const report::MeasureTable& measure, std::size_t& pairs) {
  const std::size_t count = checkpoints.size();
  report::AgreementTable found{measure.name, measure.title, {}, {}};
  found.adjusted_rand.assign(count * count, std::numeric_limits<double>::quiet_NaN());
  found.variation = found.adjusted_rand;
  pairs = 0;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i; j < count; ++j) {
      const auto *first = grouped_table(checkpoints[i], measure.name),
                 *second = grouped_table(checkpoints[j], measure.name);
      if (first == nullptr || second == nullptr || checkpoints[i].layer != checkpoints[j].layer) continue;
      const std::size_t layers = checkpoints[i].layer.size();
      const auto a = labels_of(first->segmentation, layers), b = labels_of(second->segmentation, layers);
      found.adjusted_rand[i * count + j] = found.adjusted_rand[j * count + i] =
          stats::adjusted_rand_index(a, b);
      found.variation[i * count + j] = found.variation[j * count + i] = stats::variation_of_information(a, b);
      if (i != j) ++pairs;
    }
  return found;
}

}  // namespace

std::vector<report::AgreementTable> agreement_of_checkpoints(
    const std::vector<report::CheckpointPage>& checkpoints) {
  std::vector<report::AgreementTable> tables;
  std::vector<std::string> seen;
  for (const auto& checkpoint : checkpoints)
    for (const auto& measure : checkpoint.measure) {
      if (std::find(seen.begin(), seen.end(), measure.name) != seen.end()) continue;
      seen.push_back(measure.name);
      std::size_t pairs = 0;
      auto table = agreement_by(checkpoints, measure, pairs);
      if (pairs > 0) tables.push_back(std::move(table));
    }
  return tables;
}

}  // namespace netseam::pipeline
