#pragma once
#include "netseam/data/layer_distances.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netseam::artifact {

/// One group of layers first .. last, inclusive.
struct GroupRange {
  std::size_t first = 0, last = 0;
  std::optional<double> border_confidence;    // of the border before it; none for the first group
  std::optional<double> border_q_value;       // likewise; none where no null model was computed
  std::optional<double> border_twin_p_value;  // likewise; none where there was no untrained twin
};
[[nodiscard]] std::vector<GroupRange> group_ranges(const data::Segmentation& groups, std::size_t layers);

/// How well the losses of all pairs are known and how they were found.
struct PairFigures {
  double median_ratio = 1;    // of lower bound / loss; 1 where the loss is 0
  double smallest_ratio = 1;  // the same for the pair `first`, `second`
  std::size_t first = 0, second = 0;
  std::array<std::size_t, 4> won{};  // pairs by data::Start
  std::size_t not_converged = 0;
};
[[nodiscard]] PairFigures pair_figures(const data::LayerDistances& layers);

/// The distances that were grouped, L x L, row-major: those of the measure layers.grouped.
[[nodiscard]] std::vector<double> grouped_distances(const data::LayerDistances& layers);
/// Title and unit of these distances.
[[nodiscard]] std::string grouped_title(const data::LayerDistances& layers);

}  // namespace netseam::artifact
