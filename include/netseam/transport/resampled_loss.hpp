#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/layer_distances.hpp"
#include "netseam/transport/metric_space.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::transport {

/// Bootstrap over samples, the same for all pairs of layers of a run, so that resample b of one pair goes
/// with resample b of another. The samples are put into random groups of equal size (to one), and each
/// resample draws as many groups as there are, with replacement. With one sample in each group this is the
/// bootstrap; with more it is the cluster bootstrap, which has the same mean and, as the groups are random,
/// the same variance to first order, at a cost that does not grow with the number of resamples. Sources:
/// Efron and Tibshirani 1993, An Introduction to the Bootstrap; Field and Welsh 2007,
/// doi:10.1111/j.1467-9868.2007.00593.x. A function of the arguments alone.
class ResamplePlan {
 public:
  /// `samples`: MetricSpace::samples; `groups`: the most groups. Groups are drawn from
  /// RandomStream(seed, 0, bootstrap), resample b from RandomStream(seed, b + 1, bootstrap).
  ResamplePlan(std::size_t samples, std::size_t groups, std::size_t resamples, std::uint64_t seed);

  [[nodiscard]] std::size_t samples() const noexcept { return group_of_sample_.size(); }
  [[nodiscard]] std::size_t groups() const noexcept { return groups_; }
  [[nodiscard]] std::size_t resamples() const noexcept { return resamples_; }
  /// samples; group of each sample, 0 .. groups-1.
  [[nodiscard]] std::span<const std::int32_t> group_of_sample() const noexcept { return group_of_sample_; }
  /// groups x resamples, rows padded by zeros to a multiple of 8; how often a resample holds a group. Each
  /// column sums to `groups`.
  [[nodiscard]] core::MatrixView<const double> weight() const {
    return {weight_.data(), groups_, resamples_, core::padded<double>(resamples_)};
  }

 private:
  std::size_t groups_, resamples_;
  std::vector<std::int32_t> group_of_sample_;
  std::vector<double> weight_;
};

/// Loss of one and the same permutation on every resample of the plan: the loss is a mean over pairs of
/// matched points, and a match counts as often as its sample of the first layer was drawn. No unit.
/// `permutation`: n entries, as in PairDistance. Returns plan.resamples() values; NaN in a resample that
/// holds no point. Throws InternalError where the plan is of another number of samples. Cost: n^2/2 reads of
/// each matrix, then groups^2 x resamples multiply-adds.
[[nodiscard]] std::vector<double> resampled_loss(const MetricSpace& first, const MetricSpace& second,
                                                 std::span<const std::int32_t> permutation,
                                                 const ResamplePlan& plan);

/// The same for a general coupling: an entry counts as often as its sample of the first layer was drawn, and
/// the masses of a resample are scaled to sum to 1. Same errors. Cost: O(entries (n + m)) where the groups
/// share few columns, as they do for couplings that respect samples.
[[nodiscard]] std::vector<double> resampled_coupling_loss(const MetricSpace& first, const MetricSpace& second,
                                                          std::span<const data::CouplingEntry> coupling,
                                                          const ResamplePlan& plan);

}  // namespace netseam::transport
