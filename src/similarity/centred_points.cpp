#include "centred_points.hpp"

#include <algorithm>

namespace netseam::similarity {
namespace {

constexpr std::size_t columns_at_once = 256;

double squared_distance(std::span<const float> x, std::span<const float> y) {
  double square = 0;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double difference = static_cast<double>(x[c]) - static_cast<double>(y[c]);
    square += difference * difference;
  }
  return square;
}

}  // namespace

std::vector<double> column_means(core::MatrixView<const float> points) {
  std::vector<double> mean(points.columns(), 0);
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const auto row = points.row(i);
    for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += static_cast<double>(row[c]);
  }
  for (double& value : mean) value /= static_cast<double>(points.rows());
  return mean;
}

core::AlignedBuffer<double> centred_points(core::MatrixView<const float> points) {
  const std::vector<double> mean = column_means(points);
  core::AlignedBuffer<double> centred(points.rows() * points.columns());
  double* to = centred.data();
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const auto row = points.row(i);
    for (std::size_t c = 0; c < mean.size(); ++c) *to++ = static_cast<double>(row[c]) - mean[c];
  }
  return centred;
}

core::AlignedBuffer<double> centred_gram(const linalg::DenseBackend& backend,
                                         core::MatrixView<const float> points) {
  const std::size_t n = points.rows(), width = points.columns();
  const std::vector<double> mean = column_means(points);
  core::AlignedBuffer<double> gram(n * n), block(n * std::min(width, columns_at_once));
  for (std::size_t begin = 0; begin < width; begin += columns_at_once) {
    const std::size_t columns = std::min(columns_at_once, width - begin);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t c = 0; c < columns; ++c)
        block[i * columns + c] = static_cast<double>(points(i, begin + c)) - mean[begin + c];
    backend.add_gram({block.data(), n, columns}, {gram.data(), n, n});
  }
  return gram;
}

core::AlignedBuffer<double> squared_distances(const linalg::DenseBackend& backend,
                                              core::MatrixView<const float> points) {
  const std::size_t n = points.rows();
  core::AlignedBuffer<double> square = centred_gram(backend, points);
  std::vector<double> norm(n);
  for (std::size_t i = 0; i < n; ++i) norm[i] = square[i * n + i];
  for (std::size_t i = 0; i < n; ++i) {
    square[i * n + i] = 0;
    for (std::size_t j = i + 1; j < n; ++j) {
      const double norms = norm[i] + norm[j];
      double value = norms - 2 * square[i * n + j];
      if (value <= 1e-4 * norms) value = squared_distance(points.row(i), points.row(j));
      square[i * n + j] = square[j * n + i] = value;
    }
  }
  return square;
}

std::size_t gram_scratch_bytes(std::size_t points, std::size_t width) {
  return sizeof(double) * (points * (points + std::min(width, columns_at_once)) + width);
}

double upper_median(std::span<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace netseam::similarity
