#include "netseam/grouping/segmentation.hpp"

#include "border_contrast.hpp"
#include "contiguous_partition.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::grouping {
namespace {

double criterion_of(const BorderContrast& contrast, std::span<const std::size_t> borders, std::size_t layers,
                    double least_contrast) {
  double surplus = 0, shortfall = 0;
  for (std::size_t b = 0; b < borders.size(); ++b) {
    const std::size_t begin = b == 0 ? 0 : borders[b - 1];
    const std::size_t end = b + 1 == borders.size() ? layers : borders[b + 1];
    const double excess = contrast(begin, borders[b], end) - least_contrast;
    (excess < 0 ? shortfall : surplus) += excess;
  }
  return shortfall < 0 ? shortfall : surplus;
}

}  // namespace

data::Segmentation segment(core::MatrixView<const double> distance, const SegmentationOptions& options) {
  const std::size_t layers = distance.rows();
  if (layers == 0 || distance.columns() != layers)
    throw core::InternalError("segment: the matrix of distances is empty or not square");
  const std::size_t most = options.maximum_groups == 0 ? layers : std::min(options.maximum_groups, layers);
  const ContiguousPartition partition(distance, most);
  const BorderContrast contrast(distance);
  data::Segmentation result;
  std::size_t chosen = 1;
  for (std::size_t k = 1; k <= most; ++k) {
    result.cost.push_back(partition.cost(k));
    result.criterion.push_back(criterion_of(contrast, partition.borders(k), layers, options.least_contrast));
    if (result.criterion[k - 1] > result.criterion[chosen - 1]) chosen = k;
  }
  if (options.groups > 0) chosen = std::min(options.groups, most);
  result.border = partition.borders(chosen);
  return result;
}

}  // namespace netseam::grouping
