#pragma once
#include "k_means_points.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netseam::spectral {

struct LloydLimits {
  std::size_t maximum_iterations = 0;
  double tolerance = 0;  // of the sum of the square moves of the centres
  bool use_bounds = true;
};

struct LloydRun {
  std::vector<std::int32_t> label;
  double inertia = 0;
  std::uint32_t iterations = 0;
  bool converged = false;
};

/// Lloyd's iteration from centres at the given points; see k_means.
[[nodiscard]] LloydRun lloyd(const KMeansPoints& points, const std::vector<std::size_t>& start,
                             const LloydLimits& limits);

}  // namespace netseam::spectral
