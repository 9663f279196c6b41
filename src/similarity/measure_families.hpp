#pragma once
#include "netseam/similarity/measure.hpp"

#include <vector>

namespace netseam::similarity {

/// The rows of the table of measures, one function for each family.
[[nodiscard]] std::vector<Measure> kernel_alignment_measures();
[[nodiscard]] std::vector<Measure> distance_matrix_measures();
[[nodiscard]] std::vector<Measure> shape_measures();
[[nodiscard]] std::vector<Measure> canonical_correlation_measures();
[[nodiscard]] std::vector<Measure> neighbour_measures();
[[nodiscard]] std::vector<Measure> exact_wasserstein_measures();
[[nodiscard]] std::vector<Measure> distribution_measures();
[[nodiscard]] std::vector<Measure> point_measures();

}  // namespace netseam::similarity
