#pragma once
#include "netseam/transport/resampled_loss.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// Items (points, or entries of a coupling) in the order of their groups.
struct GroupedItems {
  std::vector<std::int32_t> item;  // all items, those of group 0 first
  std::vector<std::size_t> begin;  // groups + 1; group g is item[begin[g]] .. item[begin[g+1]-1]
};

/// Orders items by group; `group` holds one number of 0 .. groups-1 for each item.
[[nodiscard]] GroupedItems order_by_group(std::span<const std::int32_t> group, std::size_t groups);

/// Group of each point of a layer under the plan. Throws InternalError where the plan has other samples.
[[nodiscard]] std::vector<std::int32_t> point_groups(const MetricSpace& space, const ResamplePlan& plan);

/// For each resample w of the plan, 2 sum over g <= h of sums[g,h] w_g w_h / (sum over g of mass[g] w_g)^2.
/// `sums`: groups x groups, upper triangle with half the diagonal blocks. `mass`: groups.
[[nodiscard]] std::vector<double> resampled_ratios(std::span<const double> sums, std::span<const double> mass,
                                                   const ResamplePlan& plan);

}  // namespace netseam::transport
