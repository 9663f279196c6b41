#include "netseam/grouping/pair_stability.hpp"

#include "resample_segmentations.hpp"

#include "netseam/core/error.hpp"
#include "netseam/data/layer_pairs.hpp"

namespace netseam::grouping {

std::vector<double> pair_stability(core::MatrixView<const double> resampled, std::size_t layers,
                                   const SegmentationOptions& options) {
  if (resampled.columns() > 0 && resampled.rows() != data::pair_count(layers))
    throw core::InternalError("pair_stability: the resampled losses are of other pairs");
  std::vector<double> together(data::pair_count(layers), 0);
  const auto segmentations = resample_segmentations(resampled, layers, options);
  for (auto borders : segmentations) {
    borders.push_back(layers);
    std::size_t begin = 0;
    for (const std::size_t end : borders) {
      for (std::size_t i = begin; i < end; ++i)
        for (std::size_t j = i + 1; j < end; ++j) ++together[data::pair_index(i, j, layers)];
      begin = end;
    }
  }
  if (!segmentations.empty())
    for (double& share : together) share /= static_cast<double>(segmentations.size());
  return together;
}

}  // namespace netseam::grouping
