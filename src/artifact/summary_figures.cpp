#include "summary_figures.hpp"

#include "pair_matrix.hpp"

#include <algorithm>

namespace netseam::artifact {

std::vector<GroupRange> group_ranges(const data::Segmentation& groups, std::size_t layers) {
  std::vector<GroupRange> ranges{{0, layers - 1, {}, {}, {}}};
  for (std::size_t k = 0; k < groups.border.size(); ++k) {
    ranges.back().last = groups.border[k] - 1;
    ranges.push_back({groups.border[k], layers - 1, groups.confidence[k], {}, {}});
    if (!groups.q_value.empty()) ranges.back().border_q_value = groups.q_value[k];
    if (!groups.twin_p_value.empty()) ranges.back().border_twin_p_value = groups.twin_p_value[k];
  }
  return ranges;
}

PairFigures pair_figures(const data::LayerDistances& layers) {
  PairFigures figures;
  std::vector<double> ratios;
  for_each_pair(layers.name.size(), [&](std::size_t first, std::size_t second, std::size_t k) {
    const auto& pair = layers.pair[k];
    const double ratio = pair.loss > 0 ? pair.lower_bound / pair.loss : 1;
    if (ratios.empty() || ratio < figures.smallest_ratio) {
      figures.smallest_ratio = ratio;
      figures.first = first;
      figures.second = second;
    }
    ratios.push_back(ratio);
    ++figures.won[static_cast<std::size_t>(pair.start)];
    if (pair.status != data::SolveStatus::converged) ++figures.not_converged;
  });
  if (ratios.empty()) return figures;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  figures.median_ratio = *middle;
  return figures;
}

std::vector<double> grouped_distances(const data::LayerDistances& layers) {
  for (const auto& measure : layers.measure)
    if (measure.name == layers.grouped) return symmetric_matrix<double>(layers.name.size(), measure.distance);
  return gw_distance_matrix(layers);
}

std::string grouped_title(const data::LayerDistances& layers) {
  for (const auto& measure : layers.measure)
    if (measure.name == layers.grouped) return measure.title + " as a distance";
  return "GW distance sqrt(loss)/2 (no unit)";
}

}  // namespace netseam::artifact
