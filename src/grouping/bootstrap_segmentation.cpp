#include "resample_segmentations.hpp"

#include "netseam/core/error.hpp"
#include "netseam/grouping/segmentation.hpp"

namespace netseam::grouping {

data::Segmentation bootstrap_segmentation(std::span<const double> losses,
                                          core::MatrixView<const double> resampled, std::size_t layers,
                                          const SegmentationOptions& options) {
  if (resampled.rows() != losses.size() && resampled.columns() > 0)
    throw core::InternalError("bootstrap_segmentation: the resampled losses are of other pairs");
  const std::vector<double> distance = distances_of_losses(losses, layers);
  data::Segmentation result = segment({distance.data(), layers, layers}, options);
  result.border_frequency.assign(layers, 0);
  for (const auto& borders : resample_segmentations(resampled, layers, options)) {
    for (const std::size_t border : borders) ++result.border_frequency[border];
    ++result.resamples;
  }
  if (result.resamples > 0)
    for (double& frequency : result.border_frequency) frequency /= static_cast<double>(result.resamples);
  for (const std::size_t border : result.border) result.confidence.push_back(result.border_frequency[border]);
  return result;
}

}  // namespace netseam::grouping
