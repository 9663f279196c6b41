#include "netseam/transport/resampled_loss.hpp"

#include "group_sums.hpp"
#include "resample_kernels.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::transport {

std::vector<double> resampled_loss(const MetricSpace& first, const MetricSpace& second,
                                   std::span<const std::int32_t> permutation, const ResamplePlan& plan) {
  const std::size_t n = first.points(), groups = plan.groups();
  if (second.points() != n || permutation.size() != n)
    throw core::InternalError("resampled_loss: the permutation does not fit the layers");
  const std::vector<std::int32_t> group = point_groups(first, plan);
  const GroupedItems points = order_by_group(group, groups);
  const std::size_t stride = first.distance.stride();
  bool identity = true;
  for (std::size_t i = 0; i < n; ++i) {
    if (permutation[i] < 0 || static_cast<std::size_t>(permutation[i]) >= n)
      throw core::InternalError("resampled_loss: the permutation does not fit the layers");
    identity = identity && permutation[i] == static_cast<std::int32_t>(i);
  }
  core::AlignedBuffer<float> matched(stride);
  core::AlignedBuffer<double> column(stride);  // sums over the rows of one group
  std::vector<double> sums(groups * groups, 0), mass(groups);
  for (std::size_t g = 0; g < groups; ++g) {
    mass[g] = static_cast<double>(points.begin[g + 1] - points.begin[g]);
    std::ranges::fill(column.span(), 0.0);
    for (std::size_t a = points.begin[g]; a < points.begin[g + 1]; ++a) {
      const auto i = static_cast<std::size_t>(points.item[a]);
      const float* y = second.distance.row(static_cast<std::size_t>(permutation[i])).data();
      if (!identity) {
        for (std::size_t j = 0; j < n; ++j)
          matched[j] = y[permutation[j]];  // faster than the gather instructions of common processors
        y = matched.data();
      }
      add_squared_differences(first.distance.row(i).data(), y, stride, column.data());
    }
    for (std::size_t j = 0; j < n; ++j) sums[g * groups + static_cast<std::size_t>(group[j])] += column[j];
    sums[g * groups + g] /= 2;
  }
  return resampled_ratios(sums, mass, plan);
}

}  // namespace netseam::transport
