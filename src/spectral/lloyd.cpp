#include "lloyd.hpp"

#include "k_means_centres.hpp"
#include "k_means_kernels.hpp"

#include "netseam/core/aligned_buffer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace netseam::spectral {
namespace {

/// One run: labels of all points, and bounds of their distances to the centres.
class Run {
 public:
  Run(const KMeansPoints& points, const std::vector<std::size_t>& start, bool use_bounds)
      : points_(points),
        use_bounds_(use_bounds),
        // |c|^2 and each of the dims terms are rounded, in float32, and so are the bounds and |x|^2
        rounding_(static_cast<float>(points.dims() + 8) * 0x1p-23F),
        centres_(points, start),
        label_(points.padded_size()),
        upper_(points.padded_size()),
        lower_(points.padded_size()),
        list_(points.padded_size() + block_points),
        nearest_(points.padded_size()),
        new_upper_(points.padded_size()),
        new_lower_(points.padded_size()) {}

  /// Gives every point to its nearest centre; returns how many change. All that are listed are looked at.
  std::size_t assign(std::size_t listed);
  /// The first time every point is new.
  void assign_first();
  /// Moves the centres to the means; clusters without points get one each first.
  double move_centres();
  /// Lists the points that may have changed; how many.
  std::size_t list_open();
  [[nodiscard]] LloydRun finish(std::uint32_t iterations, bool converged) const;

 private:
  std::size_t list_all();
  void find_nearest(std::size_t listed);
  [[nodiscard]] PointBounds bounds() const { return {points_.norms(), centres_.reach(), rounding_}; }
  void fill_empty_clusters();

  const KMeansPoints& points_;
  bool use_bounds_;
  float rounding_;
  KMeansCentres centres_;
  core::AlignedBuffer<std::int32_t> label_;
  core::AlignedBuffer<float> upper_, lower_;
  core::AlignedBuffer<std::uint32_t> list_;
  core::AlignedBuffer<std::int32_t> nearest_;  // of the listed points
  core::AlignedBuffer<float> new_upper_, new_lower_;
};

std::size_t Run::list_all() {
  std::iota(list_.data(), list_.data() + points_.size(), std::uint32_t{0});
  return points_.size();
}

std::size_t Run::list_open() {
  if (!use_bounds_) return list_all();
  const std::size_t listed = move_bounds(centres_.moves(), bounds(), label_.data(), upper_.data(),
                                         lower_.data(), points_.padded_size(), list_.data());
  // what fills the last block comes last
  const std::uint32_t* end =
      std::lower_bound(list_.data(), list_.data() + listed, static_cast<std::uint32_t>(points_.size()));
  return static_cast<std::size_t>(end - list_.data());
}

void Run::find_nearest(std::size_t listed) {
  for (std::size_t p = listed; p % block_points != 0; ++p) list_[p] = 0;  // any point fills the last block
  nearest_centres(centres_.columns(), bounds(), points_.row(0), points_.row_length(), list_.data(), listed,
                  nearest_.data(), new_upper_.data(), new_lower_.data());
}

void Run::assign_first() {
  const std::size_t listed = list_all();
  find_nearest(listed);
  for (std::size_t i = 0; i < listed; ++i) {
    label_[i] = nearest_[i];
    centres_.move_point(i, -1, nearest_[i]);
    upper_[i] = new_upper_[i];
    lower_[i] = new_lower_[i];
  }
}

std::size_t Run::assign(std::size_t listed) {
  find_nearest(listed);
  std::size_t changed = 0;
  for (std::size_t p = 0; p < listed; ++p) {
    const std::size_t i = list_[p];
    upper_[i] = new_upper_[p];
    lower_[i] = new_lower_[p];
    if (nearest_[p] == label_[i]) continue;
    centres_.move_point(i, label_[i], nearest_[p]);
    label_[i] = nearest_[p];
    ++changed;
  }
  return changed;
}

void Run::fill_empty_clusters() {
  const auto& count = centres_.counts();
  for (std::size_t empty = 0; empty < count.size(); ++empty) {
    if (count[empty] > 0) continue;
    std::size_t farthest = 0;
    double distance = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const auto own = static_cast<std::size_t>(label_[i]);
      if (own == empty || count[own] < 2) continue;
      const double square = centres_.square_distance(i, own);
      if (square > distance) {
        distance = square;
        farthest = i;
      }
    }
    if (distance == 0) return;  // all points are at their centres
    centres_.move_point(farthest, label_[farthest], static_cast<std::int32_t>(empty));
    label_[farthest] = static_cast<std::int32_t>(empty);
    upper_[farthest] = std::numeric_limits<float>::infinity();
  }
}

double Run::move_centres() {
  fill_empty_clusters();
  return centres_.move_to_means();
}

LloydRun Run::finish(std::uint32_t iterations, bool converged) const {
  return {{label_.data(), label_.data() + points_.size()}, centres_.inertia(), iterations, converged};
}

}  // namespace

LloydRun lloyd(const KMeansPoints& points, const std::vector<std::size_t>& start, const LloydLimits& limits) {
  Run run(points, start, limits.use_bounds);
  run.assign_first();
  for (std::uint32_t iteration = 1; iteration <= limits.maximum_iterations; ++iteration) {
    const double moved = run.move_centres();
    const std::size_t changed = run.assign(run.list_open());
    if (changed == 0 || moved <= limits.tolerance) return run.finish(iteration, true);
  }
  return run.finish(static_cast<std::uint32_t>(limits.maximum_iterations), false);
}

}  // namespace netseam::spectral
