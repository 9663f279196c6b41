#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <vector>

namespace netseam::profile {

/// The activations of a layer less their mean over the samples, in double.
struct CentredSamples {
  std::size_t samples = 0, width = 0;
  std::vector<double> value;        // samples x width, row-major
  std::vector<double> square_norm;  // samples; of each row
  [[nodiscard]] core::MatrixView<const double> view() const { return {value.data(), samples, width}; }
};

/// `activations`: samples x width, at least 1 x 1. A column of equal numbers becomes exactly 0: the mean is
/// taken of the differences from the first row. O(samples width) time, 8 bytes for each entry.
/// Throws InternalError for an empty layer or a value that is not finite.
[[nodiscard]] CentredSamples centre(core::MatrixView<const float> activations);

}  // namespace netseam::profile
