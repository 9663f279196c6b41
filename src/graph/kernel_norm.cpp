#include "netseam/graph/kernel_norm.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace netseam::graph {
namespace {

/// A kernel as a matrix in double.
struct Kernel {
  std::span<const float> entry;
  std::size_t height, width;
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const { return entry[i * width + j]; }
};

double sum_of_sizes(const Kernel& kernel) {
  double sum = 0;
  for (const float entry : kernel.entry) sum += std::abs(static_cast<double>(entry));
  return sum;
}

double largest_column_sum(const Kernel& kernel) {
  double largest = 0;
  for (std::size_t j = 0; j < kernel.width; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < kernel.height; ++i) sum += std::abs(kernel(i, j));
    if (!(sum <= largest)) largest = sum;  // NaN too
  }
  return largest;
}

double root_of_squares(const Kernel& kernel) {
  double sum = 0;
  for (const float entry : kernel.entry) sum += static_cast<double>(entry) * static_cast<double>(entry);
  return std::sqrt(sum);
}

/// Makes columns p and q of a row-major matrix orthogonal; how far they were from it, as a cosine.
double orthogonalise(std::vector<double>& matrix, std::size_t width, std::size_t p, std::size_t q) {
  double pp = 0, qq = 0, pq = 0;
  for (std::size_t k = 0; k < matrix.size(); k += width) {
    pp += matrix[k + p] * matrix[k + p];
    qq += matrix[k + q] * matrix[k + q];
    pq += matrix[k + p] * matrix[k + q];
  }
  if (pq == 0) return 0;
  const double zeta = (qq - pp) / (2 * pq);
  const double t = std::copysign(1 / (std::abs(zeta) + std::hypot(1.0, zeta)), zeta);
  const double cosine = 1 / std::hypot(1.0, t), sine = cosine * t;
  for (std::size_t k = 0; k < matrix.size(); k += width) {
    const double at_p = matrix[k + p], at_q = matrix[k + q];
    matrix[k + p] = cosine * at_p - sine * at_q;
    matrix[k + q] = sine * at_p + cosine * at_q;
  }
  return std::abs(pq) / std::sqrt(pp * qq);
}

/// One-sided Jacobi rotations until all columns are orthogonal; then their lengths are the singular values.
/// Source: Hestenes, Inversion of matrices by biorthogonalization, J. SIAM 6 (1958), doi:10.1137/0106005.
double largest_singular_value(const Kernel& kernel) {
  const double size = root_of_squares(kernel);
  if (!std::isfinite(size) || size == 0) return size;
  std::vector<double> matrix(kernel.entry.begin(), kernel.entry.end());
  for (double& entry : matrix) entry /= size;
  constexpr int most_sweeps = 30;  // convergence is quadratic; some 6 are usual
  double cosine = 1;
  for (int sweep = 0; sweep < most_sweeps && cosine > std::numeric_limits<double>::epsilon(); ++sweep) {
    cosine = 0;
    for (std::size_t p = 0; p < kernel.width; ++p)
      for (std::size_t q = p + 1; q < kernel.width; ++q)
        cosine = std::max(cosine, orthogonalise(matrix, kernel.width, p, q));
  }
  double largest = 0;
  for (std::size_t j = 0; j < kernel.width; ++j) {
    double squares = 0;
    for (std::size_t k = j; k < matrix.size(); k += kernel.width) squares += matrix[k] * matrix[k];
    largest = std::max(largest, squares);
  }
  return size * std::sqrt(largest);
}

double norm_of(KernelNorm norm, const Kernel& kernel) {
  switch (norm) {
    case KernelNorm::entry1:
      return sum_of_sizes(kernel);
    case KernelNorm::induced1:
      return largest_column_sum(kernel);
    case KernelNorm::frobenius:
      return root_of_squares(kernel);
    case KernelNorm::spectral:
      return largest_singular_value(kernel);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void kernel_norm(KernelNorm norm, std::span<const float> kernel, std::size_t height, std::size_t width,
                 std::span<float> result) {
  const std::size_t size = height * width;
  assert(kernel.size() == result.size() * size);
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] = static_cast<float>(norm_of(norm, {kernel.subspan(k * size, size), height, width}));
}

}  // namespace netseam::graph
