#include "conditional_descent.hpp"

#include "coupling_starts.hpp"

#include <algorithm>

namespace netseam::transport {
namespace {

using linalg::Transpose;

// matrix widened to float64; returns the sum of C[i,k]^2 w_i w_k
double widen(core::MatrixView<const float> from, std::span<const double> weight,
             core::MatrixView<double> to) {
  double sum = 0;
  for (std::size_t i = 0; i < from.rows(); ++i) {
    double row_sum = 0;
    for (std::size_t k = 0; k < from.rows(); ++k) {
      to(i, k) = static_cast<double>(from(i, k));
      row_sum += weight[k] * to(i, k) * to(i, k);
    }
    sum += weight[i] * row_sum;
  }
  return sum;
}

double product(core::MatrixView<const double> x, core::MatrixView<const double> y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    double row_sum = 0;
    for (std::size_t j = 0; j < x.columns(); ++j) row_sum += x(i, j) * y(i, j);
    sum += row_sum;
  }
  return sum;
}

// minimiser of curvature t^2 + slope t over [0, 1]
double exact_step(double curvature, double slope) {
  if (curvature > 0) return std::clamp(-slope / (2 * curvature), 0.0, 1.0);
  return curvature + slope < 0 ? 1 : 0;
}

// x = (1 - t) x + t y; exactly y for t = 1
void move_towards(core::MatrixView<double> x, core::MatrixView<const double> y, double step) {
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < x.columns(); ++j) x(i, j) = (1 - step) * x(i, j) + step * y(i, j);
}

}  // namespace

ConditionalGradient::ConditionalGradient(const linalg::DenseBackend& backend, const MetricSpace& first,
                                         const MetricSpace& second, const WholeMasses& masses)
    : backend_(backend),
      n_(first.points()),
      m_(second.points()),
      memory_(n_ * n_ + m_ * m_ + 6 * n_ * m_),
      problem_(masses) {
  double* next = memory_.data();
  const auto take = [&next](std::size_t rows, std::size_t columns) {
    const core::MatrixView<double> view(next, rows, columns);
    next += rows * columns;
    return view;
  };
  first_ = take(n_, n_);
  second_ = take(m_, m_);
  for (auto* matrix : {&coupling_, &vertex_, &gradient_, &vertex_gradient_, &half_, &cost_})
    *matrix = take(n_, m_);
  squared_parts_ = widen(first.distance, as_fractions(masses.first, masses.total), first_) +
                   widen(second.distance, as_fractions(masses.second, masses.total), second_);
}

void ConditionalGradient::put(std::span<const data::CouplingEntry> coupling,
                              core::MatrixView<double> dense) const {
  std::fill_n(dense.data(), n_ * m_, 0.0);
  for (const auto& entry : coupling)
    dense(static_cast<std::size_t>(entry.row), static_cast<std::size_t>(entry.column)) += entry.mass;
}

void ConditionalGradient::fill_gradient(std::span<const data::CouplingEntry> coupling,
                                        core::MatrixView<double> gradient) {
  // T C2 row by row from the entries, then one dense product; or the other way round, whichever is less work
  std::fill_n(half_.data(), n_ * m_, 0.0);
  if (n_ <= m_) {
    for (const auto& [row, column, mass] : coupling) {
      const auto from = second_.row(static_cast<std::size_t>(column));
      const auto to = half_.row(static_cast<std::size_t>(row));
      for (std::size_t l = 0; l < m_; ++l) to[l] += mass * from[l];
    }
    backend_.multiply(Transpose::no, Transpose::no, 1.0, first_, half_, 0.0, gradient);
    return;
  }
  const core::MatrixView<double> turned(half_.data(), m_, n_);  // (C1 T)'
  for (const auto& [row, column, mass] : coupling) {
    const auto from = first_.row(static_cast<std::size_t>(row));
    const auto to = turned.row(static_cast<std::size_t>(column));
    for (std::size_t k = 0; k < n_; ++k) to[k] += mass * from[k];
  }
  backend_.multiply(Transpose::yes, Transpose::no, 1.0, turned, second_, 0.0, gradient);
}

ConditionalGradient::Line ConditionalGradient::line_to_vertex() const {
  Line line;
  for (std::size_t i = 0; i < n_; ++i)
    for (std::size_t j = 0; j < m_; ++j) {
      const double direction = vertex_(i, j) - coupling_(i, j);
      line.slope -= 4 * gradient_(i, j) * direction;
      line.curvature -= 2 * (vertex_gradient_(i, j) - gradient_(i, j)) * direction;
    }
  return line;
}

std::vector<data::CouplingEntry> ConditionalGradient::entries() const {
  std::vector<data::CouplingEntry> result;
  // what convex steps have shrunk below the rounding of the largest possible mass is nothing
  const double least = 1e-16 / static_cast<double>(std::max(n_, m_));
  for (std::size_t i = 0; i < n_; ++i)
    for (std::size_t j = 0; j < m_; ++j)
      if (coupling_(i, j) > least)
        result.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), coupling_(i, j)});
  return result;
}

ConditionalDescent ConditionalGradient::descend(std::span<const data::CouplingEntry> start,
                                                std::size_t limit) {
  ConditionalDescent descent;
  descent.status = data::SolveStatus::iteration_limit;
  put(start, coupling_);
  fill_gradient(start, gradient_);
  for (;;) {
    descent.loss = std::max(0.0, squared_parts_ - 2 * product(gradient_, coupling_));
    std::transform(gradient_.data(), gradient_.data() + n_ * m_, cost_.data(),
                   [](double value) { return -value; });
    const std::vector<data::CouplingEntry> vertex = problem_.solve(cost_);
    ++descent.iterations;
    put(vertex, vertex_);
    fill_gradient(vertex, vertex_gradient_);
    const Line line = line_to_vertex();
    const double floor = std::max(descent.loss, 1e-5 * squared_parts_);
    descent.gap = std::max(0.0, -line.slope) / floor;
    const double step = exact_step(line.curvature, line.slope);
    if (descent.gap <= 1e-9 || step == 0) {
      descent.status = data::SolveStatus::converged;
      break;
    }
    if (descent.iterations >= limit) break;
    move_towards(coupling_, vertex_, step);
    move_towards(gradient_, vertex_gradient_, step);
  }
  descent.coupling = entries();
  return descent;
}

std::size_t ConditionalGradient::workspace_bytes(std::size_t n, std::size_t m) {
  return sizeof(double) * (n * n + m * m + 6 * n * m) + TransportProblem::workspace_bytes(n, m);
}

}  // namespace netseam::transport
