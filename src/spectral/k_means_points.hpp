#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/matrix_view.hpp"

#include <cstddef>

namespace netseam::spectral {

/// Points as k-means reads them: float32, around their mean, divided by a power of two that brings all
/// coordinates below 1, on a grid that makes any sums of them exact in float64. Rows padded with zeros; a
/// second copy is transposed in blocks of block_points points.
class KMeansPoints {
 public:
  /// n x d, finite.
  explicit KMeansPoints(core::MatrixView<const double> points);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Coordinates that are not the same for all points.
  [[nodiscard]] std::size_t dims() const noexcept { return dims_; }
  /// Elements from one row to the next; a multiple of 16.
  [[nodiscard]] std::size_t row_length() const noexcept { return row_length_; }
  /// Size rounded up to whole blocks.
  [[nodiscard]] std::size_t padded_size() const noexcept { return padded_size_; }
  [[nodiscard]] const float* row(std::size_t i) const noexcept { return rows_.data() + i * row_length_; }
  /// padded_size() / block_points blocks of dims() x block_points; copies of point 0 fill the last.
  [[nodiscard]] const float* transposed() const noexcept { return transposed_.data(); }
  /// Distance of each point to the mean, not less (padded_size()).
  [[nodiscard]] const float* norms() const noexcept { return norm_.data(); }
  /// Sum over points of the square distance to the mean.
  [[nodiscard]] double square_sum() const noexcept { return square_sum_; }
  /// A square distance of the points as they were given is this times one here.
  [[nodiscard]] double square_scale() const noexcept { return square_scale_; }

 private:
  void transpose();

  std::size_t size_, dims_ = 0, row_length_ = 0, padded_size_;
  core::AlignedBuffer<float> rows_, transposed_, norm_;
  double square_sum_ = 0, square_scale_ = 1;
};

}  // namespace netseam::spectral
