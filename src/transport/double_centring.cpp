#include "double_centring.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace netseam::transport {

void fill_means(MetricSpaceBlock& block) {
  const std::size_t n = block.distance.rows();
  const auto count = static_cast<double>(n);
  double sum = 0, square_sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row_sum = 0, row_square_sum = 0;
    for (const float entry : block.distance.row(i)) {
      const auto value = static_cast<double>(entry);
      row_sum += value;
      row_square_sum += value * value;
    }
    block.row_mean[i] = row_sum / count;
    sum += block.row_mean[i];
    square_sum += row_square_sum / count;
  }
  block.head->mean = sum / count;
  block.head->mean_square = square_sum / count;
  for (double& value : block.row_mean) value -= block.head->mean;
  std::ranges::copy(block.row_mean, block.sorted_row_mean.begin());
  std::ranges::sort(block.sorted_row_mean);
}

void fill_spectrum(const linalg::DenseBackend& backend, MetricSpaceBlock& block,
                   core::MatrixView<double> scratch) {
  const std::size_t n = block.distance.rows();
  double square_sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto from = block.distance.row(i);
    const auto to = scratch.row(i);
    for (std::size_t j = 0; j < n; ++j) {
      // the bracket is formed alike for (i,j) and (j,i), so A is exactly symmetric
      to[j] = static_cast<double>(from[j]) - ((block.row_mean[i] + block.row_mean[j]) + block.head->mean);
      square_sum += to[j] * to[j];
    }
  }
  const std::vector<double> values = backend.symmetric_eigenvalues(scratch);
  std::ranges::copy(values, block.spectrum.begin());
  // Reduction by 2 n reflectors and as many rotations: the computed eigenvalues are those of A + E with
  // |E|_F <= c n^2 u |A|_F (Higham 2002, Accuracy and Stability, lemma 19.3 and section 19.6), here with c =
  // 16 for the worst case; what is seen is below n u |A|. By Hoffman and Wielandt 1953 the sorted eigenvalues
  // move by |E|_F at most in the 2-norm. A itself is off by its means (n + 8 roundings of numbers whose root
  // mean square over the n^2 entries is that of C, four terms).
  const double size = static_cast<double>(n), epsilon = std::numeric_limits<double>::epsilon();
  block.head->spectrum_error = 8 * size * size * epsilon * std::sqrt(square_sum) +
                               4 * size * (size + 8) * epsilon * std::sqrt(block.head->mean_square);
}

bool spectrum_is_negative(const MetricSpaceBlock& block) {
  const double norm = static_cast<double>(block.distance.rows()) * std::sqrt(block.head->mean_square);
  return block.spectrum.back() <= 0x1p-23 * norm + block.head->spectrum_error;
}

}  // namespace netseam::transport
