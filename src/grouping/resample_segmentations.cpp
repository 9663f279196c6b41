#include "resample_segmentations.hpp"

#include <algorithm>
#include <cmath>

namespace netseam::grouping {

std::vector<std::vector<std::size_t>> resample_segmentations(core::MatrixView<const double> resampled,
                                                             std::size_t layers,
                                                             const SegmentationOptions& options) {
  std::vector<std::vector<std::size_t>> borders;
  std::vector<double> column(resampled.rows());
  for (std::size_t b = 0; b < resampled.columns(); ++b) {
    for (std::size_t pair = 0; pair < column.size(); ++pair) column[pair] = resampled(pair, b);
    if (!std::ranges::all_of(column, [](double loss) { return std::isfinite(loss); })) continue;
    const std::vector<double> drawn = distances_of_losses(column, layers);
    borders.push_back(segment({drawn.data(), layers, layers}, options).border);
  }
  return borders;
}

}  // namespace netseam::grouping
