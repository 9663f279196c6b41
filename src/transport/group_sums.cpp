#include "group_sums.hpp"

#include "resample_kernels.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::transport {

GroupedItems order_by_group(std::span<const std::int32_t> group, std::size_t groups) {
  GroupedItems ordered{std::vector<std::int32_t>(group.size()), std::vector<std::size_t>(groups + 1, 0)};
  for (const std::int32_t g : group) ++ordered.begin[static_cast<std::size_t>(g) + 1];
  for (std::size_t g = 0; g < groups; ++g) ordered.begin[g + 1] += ordered.begin[g];
  std::vector<std::size_t> next(ordered.begin.begin(), ordered.begin.end() - 1);
  for (std::size_t i = 0; i < group.size(); ++i)
    ordered.item[next[static_cast<std::size_t>(group[i])]++] = static_cast<std::int32_t>(i);
  return ordered;
}

std::vector<std::int32_t> point_groups(const MetricSpace& space, const ResamplePlan& plan) {
  if (space.samples != plan.samples())
    throw core::InternalError(
        "the resampling was planned for another number of samples than the layers have");
  std::vector<std::int32_t> group(space.points());
  std::ranges::transform(space.sample, group.begin(), [&](std::int32_t sample) {
    return plan.group_of_sample()[static_cast<std::size_t>(sample)];
  });
  return group;
}

std::vector<double> resampled_ratios(std::span<const double> sums, std::span<const double> mass,
                                     const ResamplePlan& plan) {
  const std::size_t groups = plan.groups(), stride = plan.weight().stride();
  std::vector<double> total(stride, 0), whole(stride, 0);
  for (std::size_t g = 0; g < groups; ++g) {
    const double* const weight = plan.weight().row(g).data();
    add_weighted_row(sums.data() + g * groups + g, weight, groups - g, stride, total.data());
    for (std::size_t b = 0; b < stride; ++b) whole[b] += mass[g] * weight[b];
  }
  std::vector<double> ratios(plan.resamples());
  for (std::size_t b = 0; b < ratios.size(); ++b) ratios[b] = 2 * total[b] / (whole[b] * whole[b]);
  return ratios;
}

}  // namespace netseam::transport
