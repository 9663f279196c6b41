#include "netseam/assignment/assignment_solver.hpp"
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/transport/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace netseam::transport {
namespace {

// mean of all sorted rows of both layers
std::vector<float> mean_profile(const MetricSpace& first, const MetricSpace& second) {
  const std::size_t n = first.points();
  std::vector<double> sum(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const auto x = first.sorted.row(i), y = second.sorted.row(i);
    for (std::size_t k = 0; k < n; ++k) sum[k] += static_cast<double>(x[k]) + static_cast<double>(y[k]);
  }
  std::vector<float> profile(n);
  std::ranges::transform(sum, profile.begin(), [n](double value) {
    return static_cast<float>(value / static_cast<double>(2 * n));
  });
  return profile;
}

// rows less the profile; returns the mean square of each row
std::vector<double> less_profile(core::MatrixView<const float> sorted, std::span<const float> profile,
                                 core::MatrixView<float> rows) {
  const std::size_t n = sorted.rows();
  std::vector<double> square(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      rows(i, k) = sorted(i, k) - profile[k];
      square[i] += static_cast<double>(rows(i, k)) * static_cast<double>(rows(i, k));
    }
    square[i] /= static_cast<double>(n);
  }
  return square;
}

struct RowCosts {
  core::AlignedBuffer<float> memory;
  core::MatrixView<float> cost;  // n x n; mean square difference of sorted rows
  double error = 0;              // bound on the absolute error of an entry
};

RowCosts row_costs(const linalg::DenseBackend& backend, const MetricSpace& first, const MetricSpace& second) {
  const std::size_t n = first.points(), stride = core::padded<float>(n);
  const std::vector<float> profile = mean_profile(first, second);
  core::AlignedBuffer<float> first_memory(n * stride), second_memory(n * stride);
  const core::MatrixView<float> x(first_memory.data(), n, n, stride), y(second_memory.data(), n, n, stride);
  const std::vector<double> x_square = less_profile(first.sorted, profile, x);
  const std::vector<double> y_square = less_profile(second.sorted, profile, y);

  RowCosts result{core::AlignedBuffer<float>(n * stride), {}, 0};
  result.cost = core::MatrixView<float>(result.memory.data(), n, n, stride);
  const double size = static_cast<double>(n);
  backend.multiply(linalg::Transpose::no, linalg::Transpose::yes, static_cast<float>(-2 / size), x, y, 0.0F,
                   result.cost);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      result.cost(i, j) =
          static_cast<float>(x_square[i] + y_square[j] + static_cast<double>(result.cost(i, j)));

  // With u = 2^-24 and a, b the root mean squares of two rows: the product is off by (n + 3) u 2ab in any
  // order of summation (factor -2/n and result rounded too); storing rows less the profile moves them by u a
  // and u b, and so the cost, which is the square of a norm of at most a + b, by 2u (a + b)^2; the cost
  // itself is rounded by u (a + b)^2. Doubled for terms of second order and the sums in float64.
  const double a = std::sqrt(*std::ranges::max_element(x_square));
  const double b = std::sqrt(*std::ranges::max_element(y_square));
  result.error = 2 * 0x1p-24 * ((size + 3) * 2 * a * b + 3 * (a + b) * (a + b));
  return result;
}

}  // namespace

double third_lower_bound(const linalg::DenseBackend& backend, const MetricSpace& first,
                         const MetricSpace& second) {
  const std::size_t n = first.points();
  if (second.points() != n || first.sorted.rows() != n || second.sorted.rows() != n) return 0;
  const RowCosts costs = row_costs(backend, first, second);
  assignment::AssignmentSolver solver(n);
  solver.begin(costs.cost);
  static_cast<void>(solver.solve(costs.cost, {}));
  // any column duals with the row duals that fit them bound the assignment from below
  const auto dual = solver.column_dual();
  double sum = 0, magnitude = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row_dual = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < n; ++j)
      row_dual = std::min(row_dual, static_cast<double>(costs.cost(i, j)) - static_cast<double>(dual[j]));
    sum += row_dual + static_cast<double>(dual[i]);
    magnitude += std::abs(row_dual) + std::abs(static_cast<double>(dual[i]));
  }
  const double size = static_cast<double>(n);
  const double rounding = (size + 4) * std::numeric_limits<double>::epsilon() * magnitude;  // of the sum
  return std::max(0.0, (sum - rounding) / size - costs.error);
}

}  // namespace netseam::transport
