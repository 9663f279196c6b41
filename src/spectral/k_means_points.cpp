#include "k_means_points.hpp"

#include "k_means_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace netseam::spectral {
namespace {

std::vector<double> mean_of(core::MatrixView<const double> points) {
  std::vector<double> mean(points.columns(), 0);
  for (std::size_t i = 0; i < points.rows(); ++i)
    for (std::size_t j = 0; j < points.columns(); ++j) mean[j] += points(i, j);
  for (double& value : mean) value /= static_cast<double>(points.rows());
  return mean;
}

/// e such that |value| < 2^e.
int exponent_above(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return exponent;
}

}  // namespace

KMeansPoints::KMeansPoints(core::MatrixView<const double> points)
    : size_(points.rows()),
      padded_size_((size_ + block_points - 1) / block_points * block_points),
      norm_(padded_size_) {
  const auto mean = mean_of(points);
  std::vector<double> reach(points.columns(), 0);
  for (std::size_t i = 0; i < size_; ++i)
    for (std::size_t j = 0; j < reach.size(); ++j)
      reach[j] = std::max(reach[j], std::abs(points(i, j) - mean[j]));
  const int scale = exponent_above(reach.empty() ? 0 : *std::ranges::max_element(reach));
  square_scale_ = std::ldexp(1, 2 * scale);
  // sums of up to `size` multiples of the step below 1 are exact
  const double step = std::ldexp(1, exponent_above(static_cast<double>(size_)) - 53);
  std::vector<std::size_t> kept;  // a column that is constant on the grid has no part in any distance
  for (std::size_t j = 0; j < reach.size(); ++j)
    if (std::ldexp(reach[j], -scale) > step / 2) kept.push_back(j);
  dims_ = kept.size();
  row_length_ = core::padded<float>(std::max<std::size_t>(dims_, 1));
  rows_ = core::AlignedBuffer<float>(size_ * row_length_);
  for (std::size_t i = 0; i < size_; ++i) {
    double square = 0;
    for (std::size_t j = 0; j < dims_; ++j) {
      const double centred = std::ldexp(points(i, kept[j]) - mean[kept[j]], -scale);
      const auto value =
          static_cast<float>(std::nearbyint(static_cast<double>(static_cast<float>(centred)) / step) * step);
      rows_[i * row_length_ + j] = value;
      square += static_cast<double>(value) * static_cast<double>(value);
    }
    square_sum_ += square;
    norm_[i] = std::nextafter(static_cast<float>(std::sqrt(square)), std::numeric_limits<float>::infinity());
  }
  transpose();
}

void KMeansPoints::transpose() {
  transposed_ = core::AlignedBuffer<float>(padded_size_ * dims_);
  for (std::size_t i = 0; i < padded_size_; ++i) {
    const float* from = row(i < size_ ? i : 0);
    float* to = transposed_.data() + i / block_points * block_points * dims_ + i % block_points;
    for (std::size_t j = 0; j < dims_; ++j) to[j * block_points] = from[j];
  }
}

}  // namespace netseam::spectral
