#pragma once
#include "netseam/data/layer_distances.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::transport {

/// How the gradient of the permutation solver is formed: by exact dense products, or from low-rank forms of
/// both layers (values and exchanges stay exact; about half the time at n = 2000).
enum class GradientMode { exact, low_rank };

/// How one pair is solved. The best of all starts is kept.
struct PairOptions {
  std::vector<data::Start> starts{
      data::Start::identity};  // identity, product, previous; in this order of ties
  std::size_t restarts = 0;    // further descents from seeded perturbations of the best permutation so far
  GradientMode gradient = GradientMode::exact;
  bool exchange_polish = true;        // leave Frank-Wolfe fixpoints by exchanging the matches of two points
  std::size_t iteration_limit = 200;  // linear sub-problems of one descent
  bool third_lower_bound = false;
  std::size_t resamples = 200;  // bootstrap resamples of the samples for `PairDistance::resampled`
  std::size_t resample_groups =
      64;  // samples are resampled in this many random groups (or singly if there are fewer)
  std::uint64_t seed = 1;
  /// Samples behind the points: a layer has k = points / samples consecutive points of each sample (k > 1:
  /// pixels). 0 = every point is a sample. With different k the identity coupling shares the mass of a sample
  /// evenly over its points.
  std::size_t samples = 0;
  /// One positive weight for each sample, summing to 1; shared evenly by its points. Empty = equal weights.
  /// Unequal weights go through the general conditional gradient.
  std::vector<double> sample_weight = {};
};

}  // namespace netseam::transport
